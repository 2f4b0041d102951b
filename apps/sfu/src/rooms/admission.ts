import type { Role, RoomSettings } from '@plenary/protocol';

/** Places that are taken: by those who are in, on their way in, or called in from the queue. */
export interface Occupancy {
  readonly stage: number;
  readonly viewers: number;
}

/** Where a role has its place. */
export type Part = keyof Occupancy;

export const partOf = (role: Role): Part => (role === 'viewer' ? 'viewers' : 'stage');

type Limits = Pick<RoomSettings, 'maxSpeakers' | 'maxViewers' | 'overflow'>;

/** Places left, per part. */
export function placesLeft({ maxSpeakers, maxViewers }: Limits, taken: Occupancy): Occupancy {
  return { stage: maxSpeakers - taken.stage, viewers: maxViewers - taken.viewers };
}

/**
 * What becomes of someone who wants to come in.
 * @param wanted the role that they would have
 * @param waiting whether others wait already: nobody passes them
 * @returns the role that they come in with, `wait` for the queue, or `full`
 */
export function admit(wanted: Role, settings: Limits, taken: Occupancy, waiting: boolean): Role | 'wait' | 'full' {
  const left = placesLeft(settings, taken);
  const { overflow } = settings;
  if (left[partOf(wanted)] > 0 && !(waiting && overflow === 'queue')) {
    return wanted;
  }
  switch (overflow) {
    case 'viewer':
      return wanted !== 'viewer' && left.viewers > 0 ? 'viewer' : 'full';
    case 'queue':
      return 'wait';
    case 'refuse':
      return 'full';
    default:
      return overflow satisfies never;
  }
}
