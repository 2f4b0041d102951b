import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { PlayoutDelay } from '../../../packages/client/src/playout-delay.ts';

interface Receiver {
  readonly track: MediaStreamTrack;
  jitterBufferTarget?: number | null;
}

interface Counts {
  packetsReceived: number;
  packetsLost: number;
  nackCount: number;
  framesDecoded: number;
}

let receivers: Receiver[];
let counts: Map<string, Counts>;
let asked: number;
let halted: (readonly string[])[];
let delay: PlayoutDelay;

beforeEach(() => {
  jest.useFakeTimers();
  asked = 0;
  halted = [];
  receivers = ['a', 'b'].map((id) => ({ track: { id } as MediaStreamTrack, jitterBufferTarget: null }));
  counts = new Map(['a', 'b'].map((id) => [id, { packetsReceived: 0, packetsLost: 0, nackCount: 0, framesDecoded: 0 }]));
  delay = new PlayoutDelay({
    receivers: () => receivers,
    halted: (trackIds) => halted.push(trackIds),
    stats: async () => {
      asked++;
      const entries = [...counts].map(([id, count]) => [id, { type: 'inbound-rtp', kind: 'video', trackIdentifier: id, ...count }] as const);
      return new Map(entries) as unknown as RTCStatsReport;
    },
  });
});

afterEach(() => {
  delay.close();
  jest.useRealTimers();
});

/** Seconds in which a hundred packets come and others don’t, or were asked for. */
async function seconds(n: number, id: string, { lost = 0, nacks = 0, pictures = 24 } = {}): Promise<void> {
  for (let second = 0; second < n; second++) {
    const count = counts.get(id);
    for (let half = 0; half < 2; half++) {
      if (count !== undefined) {
        count.packetsReceived += 50;
        count.packetsLost += lost / 2;
        count.nackCount += nacks / 2;
        count.framesDecoded += pictures / 2;
      }
      await jest.advanceTimersByTimeAsync(500);
    }
  }
}

const targets = (): (number | null | undefined)[] => receivers.map(({ jitterBufferTarget }) => jitterBufferTarget);

test('what comes whole is not held back', async () => {
  await seconds(10, 'a', { lost: 1 });
  expect(targets()).toEqual([null, null]);
});

test('the more gets lost, the longer is waited for it, for that picture alone', async () => {
  await seconds(5, 'a', { lost: 6 });
  expect(targets()).toEqual([200, null]);
  await seconds(3, 'a', { lost: 20 });
  expect(targets()).toEqual([400, null]);
  await seconds(3, 'a', { lost: 60 });
  expect(targets()).toEqual([600, null]);
});

test('what gets lost for a moment, as on a link that has become full, is not waited for', async () => {
  await seconds(2, 'a', { lost: 60 });
  expect(targets()).toEqual([null, null]);
});

test('it grows in steps that are no halt themselves', async () => {
  let before = 0;
  for (let second = 0; second < 6; second++) {
    await seconds(1, 'a', { lost: 60 });
    const now = targets()[0] ?? 0;
    expect(now - before).toBeLessThanOrEqual(300);
    before = now;
  }
  expect(before).toBe(600);
});

test('what was lost before the server and came late counts too', async () => {
  await seconds(6, 'b', { nacks: 20 });
  expect(targets()).toEqual([null, 400]);
});

test('it ends step by step once nothing gets lost any more', async () => {
  await seconds(6, 'a', { lost: 60 });
  await seconds(1, 'a');
  expect(targets()[0]).toBeGreaterThanOrEqual(400);
  await seconds(20, 'a');
  expect(targets()).toEqual([null, null]);
});

test('who can’t hold back, or shows nothing, is left alone', async () => {
  receivers = [{ track: { id: 'a' } as MediaStreamTrack }];
  await seconds(3, 'a', { lost: 45 });
  expect(receivers[0]).not.toHaveProperty('jitterBufferTarget');
  expect(asked).toBe(0);
});

test('nothing is looked at after the end', async () => {
  delay.close();
  await seconds(3, 'a', { lost: 45 });
  expect(asked).toBe(0);
});

test('pictures that halt although packets come are told of, and again while they do', async () => {
  await seconds(6, 'a', { lost: 20 });
  expect(halted).toEqual([]);
  await seconds(1, 'a', { lost: 20, pictures: 0 });
  expect(halted).toEqual([['a']]);
  await seconds(2, 'a', { lost: 20, pictures: 0 });
  expect(halted).toEqual([['a'], ['a']]);
  await seconds(5, 'a', { lost: 20 });
  expect(halted).toHaveLength(2);
});

test('pictures that halt where nothing gets lost are not told of: their link may be full', async () => {
  await seconds(6, 'a', { pictures: 0 });
  expect(halted).toEqual([]);
});

test('a video of which nothing comes at all has not halted', async () => {
  await seconds(6, 'a', { lost: 20 });
  await jest.advanceTimersByTimeAsync(4_000);
  expect(halted).toEqual([]);
});
