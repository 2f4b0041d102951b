import type { ErrorCode } from '@plenary/protocol';

/** What a room refuses somebody for, by the words (`prejoin.server`) that say so. */
export const REFUSALS: { readonly [C in ErrorCode]?: 'full' | 'locked' | 'removed' | 'denied' } = {
  ROOM_FULL: 'full',
  LOCKED: 'locked',
  REMOVED: 'removed',
  DENIED: 'denied',
};
