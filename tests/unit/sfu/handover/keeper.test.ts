import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { HandoverKeeper } from '../../../../apps/sfu/src/handover/keeper.ts';
import type { Handover } from '../../../../apps/sfu/src/handover/schema.ts';

let now: Handover;
let kept: (readonly string[] | 'removed')[];
let isFine: boolean;
let keeper: HandoverKeeper;

const revoked = (...names: string[]): Handover => ({ rooms: [], openings: [], revoked: names.map((jti) => ({ jti, until: 1 })) });

beforeEach(() => {
  jest.useFakeTimers();
  [now, kept, isFine] = [revoked(), [], true];
  keeper = new HandoverKeeper({
    write: async ({ revoked: tokens }) => {
      kept.push(tokens.map(({ jti }) => jti));
      return isFine;
    },
    remove: async () => void kept.push('removed'),
  }, () => now);
});

afterEach(async () => {
  await keeper.close();
  jest.useRealTimers();
});

describe('what is kept for the next process', () => {
  test('is what is so, soon after it changed, and again only when it is about to be too old', async () => {
    now = revoked('a');
    keeper.start();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(kept).toEqual([['a']]);
    now = revoked('a', 'b');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(kept).toEqual([['a'], ['a', 'b']]);
    await jest.advanceTimersByTimeAsync(121_000);
    expect(kept).toEqual([['a'], ['a', 'b'], ['a', 'b']]);
  });

  test('is nothing when there is nothing: what was there before goes, once', async () => {
    keeper.start();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(kept).toEqual(['removed']);
    now = revoked('a');
    await jest.advanceTimersByTimeAsync(10_000);
    now = revoked();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(kept).toEqual(['removed', ['a'], 'removed']);
  });

  test('is written at the end as it was when the end began, and not after it', async () => {
    keeper.start();
    await jest.advanceTimersByTimeAsync(1);
    now = revoked('a');
    const closed = keeper.close();
    now = revoked();
    await closed;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(kept).toEqual(['removed', ['a']]);
    // For `afterEach`, which closes once more.
    now = revoked('a');
  });

  test('is tried again when it could not be written', async () => {
    [now, isFine] = [revoked('a'), false];
    keeper.start();
    await jest.advanceTimersByTimeAsync(15_000);
    isFine = true;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(kept).toEqual([['a'], ['a'], ['a']]);
  });
});
