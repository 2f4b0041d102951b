import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CallError } from '@plenary/protocol';
import type { Arrivals } from '../../../packages/client/src/arrivals.ts';
import { MediaRepair, type MediaRepairOptions, type RepairableMedia } from '../../../packages/client/src/media-repair.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** @param act told which of the means is tried */
function repairOf(media: RepairableMedia, act: (name: string) => void, options: Partial<MediaRepairOptions> = {}): MediaRepair {
  return new MediaRepair({
    media: () => media,
    expects: () => true,
    reachable: async () => true,
    renew: async () => act('renewal'),
    rejoin: () => act('rejoin'),
    unanswered: () => undefined,
    beforeRejoin: async () => undefined,
    repairing: () => undefined,
    ...options,
  });
}

/** Media that flow again after one of the means. */
function setUp(helps: 'restart' | 'renewal' | 'rejoin', options: { unanswered?: number } = {}) {
  const done: string[] = [];
  const repairing: boolean[] = [];
  let flows = false;
  let bytes = 100;
  let unanswered = options.unanswered ?? 0;
  const arrivals = async (): Promise<Arrivals[]> =>
    [{ transportId: 'recv', pair: 'pair', bytes: flows ? (bytes += 1_000) : bytes, responses: 1 }];
  const act = (name: string): void => {
    if (unanswered > 0) {
      unanswered--;
      throw new CallError('TIMEOUT');
    }
    done.push(name);
    flows ||= name === helps;
  };
  const media = { restartIce: async () => act('restart'), arrivals, connected: true, recvTransportId: 'recv' };
  const repair = repairOf(media, act, {
    unanswered: () => void done.push('unanswered'),
    repairing: (under) => void repairing.push(under),
  });
  return { repair, done, repairing };
}

test('an ICE restart that helps is all that is done', async () => {
  const { repair, done, repairing } = setUp('restart');
  repair.start();
  repair.start();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(done).toEqual(['restart']);
  expect(repairing).toEqual([true, false]);
});

test('new transports follow, and joining anew only after those', async () => {
  const renewal = setUp('renewal');
  renewal.repair.start();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(renewal.done).toEqual(['restart', 'renewal']);
  const rejoin = setUp('rejoin');
  rejoin.repair.start();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(rejoin.done).toEqual(['restart', 'renewal', 'rejoin']);
  expect(rejoin.repairing).toEqual([true, false]);
});

test('a server that does not answer is no failure of the means: it is tried again once it does', async () => {
  const { repair, done } = setUp('restart', { unanswered: 2 });
  repair.start();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(done).toEqual(['unanswered', 'unanswered', 'restart']);
});

test('with the call the repair is over', async () => {
  const { repair, done, repairing } = setUp('rejoin');
  repair.start();
  await jest.advanceTimersByTimeAsync(500);
  repair.stop();
  await jest.advanceTimersByTimeAsync(20_000);
  expect(done).toEqual(['restart']);
  expect(repairing).toEqual([true, false]);
});

/** Media of which ICE is in doubt from the start. */
function inDoubt() {
  const state = { connected: false, comes: true, bytes: 100 };
  const done: string[] = [];
  const arrivals = async (): Promise<Arrivals[]> =>
    [{ transportId: 'recv', pair: 'pair', bytes: state.comes ? (state.bytes += 1_000) : state.bytes, responses: 1 }];
  const act = (name: string): void => void done.push(name);
  const media = { restartIce: async () => act('restart'), arrivals, recvTransportId: 'recv', get connected() { return state.connected; } };
  const repair = repairOf(media, act);
  return { repair, done, state };
}

test('checks that were lost by chance have nothing repaired while media come', async () => {
  const { repair, done, state } = inDoubt();
  repair.doubt();
  repair.doubt();
  await jest.advanceTimersByTimeAsync(5_000);
  expect(done).toEqual([]);
  state.connected = true;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(jest.getTimerCount()).toBe(0);
});

test('it is repaired once they cease to come, in doubt again or still', async () => {
  const { repair, done, state } = inDoubt();
  repair.doubt();
  await jest.advanceTimersByTimeAsync(2_000);
  state.comes = false;
  await jest.advanceTimersByTimeAsync(1_300);
  expect(done).toEqual(['restart']);
});
