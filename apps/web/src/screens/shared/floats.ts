import { REACTIONS, type Reaction, type ReactionCounts } from '@plenary/protocol';

/** A reaction on its way up, for all who sent it at that time. */
export interface Float {
  readonly key: string;
  readonly reaction: Reaction;
  readonly count: number;
  /** Where it rises: 0 is at the left, 1 at the right of the space for them. */
  readonly place: number;
}

// Neighbouring batches rise beside each other instead of through each other.
const SHIFT = [0, 0.5, 0.25, 0.75] as const;

/** What rises for one batch of reactions: one of each kind, always in the same lane. Pure. */
export function floatsOf(batch: number, counts: ReactionCounts): readonly Float[] {
  return REACTIONS.flatMap((reaction, lane) => {
    const count = counts[reaction] ?? 0;
    const shift = SHIFT[batch % SHIFT.length] ?? 0;
    return count === 0
      ? []
      : [{ key: `${batch}:${reaction}`, reaction, count, place: (lane + shift) / REACTIONS.length }];
  });
}
