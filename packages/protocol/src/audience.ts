import { z } from 'zod';
import { opaqueIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { chatTextSchema } from './text.ts';

/** Someone who watches, as hosts see them. */
export const viewerSchema = z.object({
  id: opaqueIdSchema,
  name: z.string(),
  /** Milliseconds since 1970, by the server's clock. */
  joinedAt: z.int(),
  handRaised: z.boolean(),
});
export type Viewer = z.infer<typeof viewerSchema>;

/** A raised hand. Those who raised theirs first come first. */
export const handSchema = z.object({
  peerId: opaqueIdSchema,
  name: z.string(),
  /** Milliseconds since 1970, by the server's clock. */
  raisedAt: z.int(),
});
export type Hand = z.infer<typeof handSchema>;

/** What people can react with. A closed list, so that counts stay few and nobody sends what others must not see. */
export const REACTIONS = ['👍', '❤️', '👏', '😂', '🎉', '😮'] as const;
export const reactionSchema = z.enum(REACTIONS);
export type Reaction = z.infer<typeof reactionSchema>;

/** How often each reaction was sent since the last such notification; those that were not are left out. */
export const reactionCountsSchema = z.partialRecord(reactionSchema, z.int().min(1));
export type ReactionCounts = z.infer<typeof reactionCountsSchema>;

/** `open` until a host marks it as answered. */
export const questionStatusSchema = z.enum(['open', 'answered']);
export type QuestionStatus = z.infer<typeof questionStatusSchema>;

export const questionSchema = z.object({
  id: opaqueIdSchema,
  peerId: opaqueIdSchema,
  /** The asker's name at the time. */
  name: z.string(),
  text: z.string(),
  /** Milliseconds since 1970, by the server's clock. */
  askedAt: z.int(),
  /** People who want it answered, the asker included. */
  votes: z.int().min(0),
  status: questionStatusSchema,
});
export type Question = z.infer<typeof questionSchema>;

/** A question is plain text, shorter than a chat message. */
export const questionTextSchema = chatTextSchema.refine(
  (text) => text.length <= LIMITS.questionLength,
  `at most ${LIMITS.questionLength} characters`,
);
