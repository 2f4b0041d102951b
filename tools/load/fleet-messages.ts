import type { BotPlan, JoinTimes } from './bot/bot.ts';
import type { Received } from './bot/receiver.ts';
import type { SignalingCounts } from './bot/signaling-counter.ts';

/** What the parent asks of a process of bots. Each message is answered by one `Reply` with its `seq`. */
export type Command =
  | { readonly kind: 'join'; readonly url: string; readonly roomId: string; readonly plan: BotPlan }
  | { readonly kind: 'snapshot' }
  /** Forgets the delays recorded so far: a window of measurement begins. */
  | { readonly kind: 'resetDelays' }
  | { readonly kind: 'chat'; readonly name: string; readonly text: string }
  | { readonly kind: 'speak'; readonly name: string; readonly seconds: number }
  /** One bot leaves, or all of them. */
  | { readonly kind: 'leave'; readonly name?: string };

export type Request = Command & { readonly seq: number };

export type Reply =
  | { readonly seq: number; readonly ok: true; readonly value: unknown }
  | { readonly seq: number; readonly ok: false; readonly error: string };

/** The answer to each kind of command. */
export interface Answers {
  join: JoinTimes;
  snapshot: ProcessSnapshot;
  resetDelays: null;
  chat: null;
  speak: null;
  leave: null;
}

/** One bot at a moment. Times are in milliseconds after its call of `join`. */
export interface BotSnapshot {
  readonly name: string;
  readonly connection: string;
  readonly sent: number;
  readonly flowing: boolean;
  readonly keyFrameRequests: number;
  /** The shortest time between two of them of the same layer; `null` where there were no two. */
  readonly keyFrameRequestsApart: number | null;
  readonly received: Received;
  /** Tracks that it receives now. */
  readonly currentTracks: number;
  readonly metTracks: boolean;
  readonly firstPacket: number | null;
  readonly firstKeyFrame: number | null;
}

export interface ProcessSnapshot {
  readonly bots: readonly BotSnapshot[];
  readonly signaling: SignalingCounts;
  /** Slots of the histogram of delays. */
  readonly delays: readonly number[];
  /** Share of time in which the event loop was busy since the last snapshot, 0 to 1; near 1 it is the bottleneck. */
  readonly busy: number;
  /** Errors that no request carries, by code. */
  readonly errors: Readonly<Record<string, number>>;
}
