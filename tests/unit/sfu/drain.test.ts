import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Drain, END_LIMIT_MS } from '../../../apps/sfu/src/drain.ts';
import { createLogger } from '../../../apps/sfu/src/logger.ts';

let peers: number;
let told: (number | null)[];
let ends: number;
let end: () => Promise<void>;
let drain: Drain;
let start: number;

beforeEach(() => {
  jest.useFakeTimers();
  [peers, told, ends, start] = [1, [], 0, Date.now()];
  end = async () => undefined;
  drain = new Drain({
    peers: () => peers,
    announce: (endsAt) => void told.push(endsAt === null ? null : Math.round((endsAt - start) / 1_000)),
    end: async () => {
      ends++;
      await end();
    },
    logger: createLogger({ level: 'silent', format: 'json' }),
  });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('a drain', () => {
  test('ends at its deadline, once', async () => {
    drain.begin(10);
    await jest.advanceTimersByTimeAsync(9_900);
    expect([drain.state.phase, ends]).toEqual(['draining', 0]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect([drain.state.phase, ends, await drain.ended]).toEqual(['stopped', 1, 'clean']);
    expect(told).toEqual([10]);
  });

  test('ends when nobody is left', async () => {
    drain.begin(10);
    peers = 0;
    await jest.advanceTimersByTimeAsync(250);
    expect(await drain.ended).toBe('clean');
  });

  test('can be given another time, and taken back', async () => {
    drain.begin(10);
    drain.begin(100);
    await jest.advanceTimersByTimeAsync(50_000);
    expect(drain.cancel()).toBe(true);
    await jest.advanceTimersByTimeAsync(100_000);
    expect([drain.state.phase, ends, told]).toEqual(['running', 0, [10, 100, null]]);
  });

  test('that is final only gets shorter, and stays', () => {
    drain.begin(100);
    drain.begin(10, true);
    drain.begin(1_000);
    expect(told).toEqual([100, 10, 10]);
    expect(drain.cancel()).toBe(false);
    expect(drain.state).toMatchObject({ phase: 'draining', isFinal: true });
  });

  test('does not make a short time longer by a final one', () => {
    drain.begin(3);
    drain.begin(10, true);
    expect(told).toEqual([3, 3]);
  });

  test('is over within its limit when something hangs', async () => {
    end = () => new Promise(() => undefined);
    void drain.stop();
    await jest.advanceTimersByTimeAsync(END_LIMIT_MS);
    expect(await drain.ended).toBe('late');
  });

  test('tells when ending fails', async () => {
    end = async () => {
      throw new Error('no');
    };
    await expect(drain.stop()).rejects.toThrow('no');
    expect(await drain.ended).toBe('failed');
    drain.begin(10);
    expect([drain.state.phase, drain.cancel()]).toEqual(['stopped', false]);
  });
});
