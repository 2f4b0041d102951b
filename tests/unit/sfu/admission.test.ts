import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { admit, placesLeft, type Occupancy } from '../../../apps/sfu/src/rooms/admission.ts';
import { WaitingQueue } from '../../../apps/sfu/src/rooms/waiting-queue.ts';

const limits = (overflow: 'viewer' | 'queue' | 'refuse') => ({ maxSpeakers: 2, maxViewers: 1, overflow });
const FREE = { stage: 1, viewers: 0 };
const STAGE_FULL = { stage: 2, viewers: 0 };
const FULL = { stage: 2, viewers: 1 };

describe('who wants to come in', () => {
  test.each(['viewer', 'queue', 'refuse'] as const)('has a place while there is one (%s)', (overflow) => {
    expect(admit('speaker', limits(overflow), FREE, false)).toBe('speaker');
    expect(admit('viewer', limits(overflow), STAGE_FULL, false)).toBe('viewer');
  });

  test('watches where there is no place to speak, and is refused where there is none at all', () => {
    expect(admit('speaker', limits('viewer'), STAGE_FULL, false)).toBe('viewer');
    expect(admit('speaker', limits('viewer'), FULL, false)).toBe('full');
    expect(admit('viewer', limits('viewer'), FULL, false)).toBe('full');
  });

  test('waits, or is refused, when the room is to do so', () => {
    expect(admit('speaker', limits('queue'), STAGE_FULL, false)).toBe('wait');
    expect(admit('viewer', limits('queue'), FULL, false)).toBe('wait');
    expect(admit('speaker', limits('refuse'), STAGE_FULL, false)).toBe('full');
  });

  test('passes nobody who waits', () => {
    expect(admit('speaker', limits('queue'), FREE, true)).toBe('wait');
    expect(admit('speaker', limits('viewer'), FREE, true)).toBe('speaker');
  });
});

describe('the queue', () => {
  let taken: Occupancy;
  let queue: WaitingQueue;
  let told: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    taken = { ...FULL };
    told = [];
    queue = new WaitingQueue(() => {
      const { kept } = queue;
      return placesLeft(limits('queue'), { stage: taken.stage + kept.stage, viewers: taken.viewers + kept.viewers });
    });
  });

  afterEach(() => {
    queue.close();
    jest.useRealTimers();
  });

  const wait = (name: string, part: 'stage' | 'viewers' = 'stage') => queue.add(part, (position) => told.push(`${name} ${position}`));

  test('calls in as many as there are places, each for their part, and tells the rest where they stand', () => {
    const positions = [wait('ann'), wait('vic', 'viewers'), wait('bob'), wait('cid')].map(({ position }) => position);
    expect(positions).toEqual([1, 2, 3, 4]);
    taken = { stage: 1, viewers: 1 };
    queue.advance();
    jest.advanceTimersByTime(1_000);
    expect(told).toEqual(['ann 0', 'vic 1', 'bob 2', 'cid 3']);
  });

  test('keeps the place of the one who was called for them, and gives it to nobody else when they come', () => {
    const { ticket } = wait('ann');
    wait('bob');
    taken = { stage: 1, viewers: 1 };
    queue.advance();
    queue.advance();
    expect(queue.kept).toEqual({ stage: 1, viewers: 0 });
    expect(queue.redeem(ticket)).toBe(true);
    expect(queue.redeem(ticket)).toBe(false);
    expect(told).toEqual(['ann 0']);
    taken = { stage: 2, viewers: 1 };
    queue.advance();
    expect(told).toEqual(['ann 0']);
  });

  test('goes on to the next when the one who was called does not come, or leaves', () => {
    wait('ann');
    const bob = wait('bob');
    wait('cid');
    taken = { stage: 1, viewers: 1 };
    queue.advance();
    jest.advanceTimersByTime(20_000);
    expect(told.filter((each) => each.endsWith(' 0'))).toEqual(['ann 0', 'bob 0']);
    queue.drop(bob.ticket);
    expect(told.filter((each) => each.endsWith(' 0'))).toEqual(['ann 0', 'bob 0', 'cid 0']);
  });

  test('lets nobody in with a ticket that was not called', () => {
    const { ticket } = wait('ann');
    expect(queue.redeem(ticket)).toBe(false);
    expect(queue.redeem('forged')).toBe(false);
    expect(queue.busy).toBe(true);
  });
});
