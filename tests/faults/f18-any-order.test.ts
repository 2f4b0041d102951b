import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { BusyRoom, deed } from '../support/busy-room.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { LiveMedia } from '../support/live-media.ts';
import { startSfu } from '../support/sfu.ts';

/** `FUZZ_SEED` repeats a run. */
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 0x7fff_ffff);
const DEEDS = 60;
const RUNS = rounds(17, 170);

let sfu: Sfu;
let live: LiveMedia;
let room: BusyRoom;

beforeAll(async () => {
  live = new LiveMedia();
  // Two people fill the first worker with their consumers: the others are on the second, and reached by pipes.
  sfu = await startSfu({ media: { workers: 2, consumersPerWorker: 12 }, limits: { rateFactor: 10_000 } });
  room = new BusyRoom(sfu, live);
  await room.open();
}, 60_000);

afterAll(async () => {
  room?.close();
  live?.close();
  await sfu?.close();
});

test(`${RUNS * DEEDS} deeds of four people at once: clients, server and workers agree after each ${DEEDS}`, async () => {
  const waits: number[] = [];
  // One room for all of it: a run goes on from where the one before ended, so none is made smaller.
  await fc.assert(fc.asyncProperty(fc.array(deed, { minLength: DEEDS, maxLength: DEEDS }), async (deeds) => {
    for (const each of deeds) {
      await room.do(each);
    }
    const began = performance.now();
    await room.agrees();
    waits.push(performance.now() - began);
    expect(room.faults).toEqual([]);
  }), { numRuns: RUNS, seed: SEED, endOnFailure: true });
  recordFault({
    id: 'F18',
    injected: RUNS * DEEDS,
    recovered: waits.length * DEEDS,
    figures: [figure('until all agree', 'ms', waits, { max: 12_000 })],
  });
}, 60_000 + RUNS * 15_000);
