import type { Handlers } from '../context.ts';
import { chat } from './chat.ts';
import { membership } from './membership.ts';
import { moderation } from './moderation.ts';
import { questions } from './questions.ts';
import { settings } from './settings.ts';
import { stage } from './stage.ts';
import { tracks } from './tracks.ts';

export const handlers = { ...membership, ...tracks, ...chat, ...settings, ...stage, ...questions, ...moderation } satisfies Handlers;
