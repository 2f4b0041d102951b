import type { Handlers } from '../context.ts';
import { chat } from './chat.ts';
import { membership } from './membership.ts';
import { settings } from './settings.ts';
import { tracks } from './tracks.ts';

export const handlers = { ...membership, ...tracks, ...chat, ...settings } satisfies Handlers;
