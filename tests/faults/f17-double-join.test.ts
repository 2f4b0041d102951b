import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { capabilities, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TwiceIn, type Meeting } from '../support/twice-in.ts';
import { until } from '../support/until.ts';

/** Orders of events are cheap: all of them are tried in a plain run too. */
const ORDERS = 1_000;
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 0x7fff_ffff);
const ROUNDS = rounds(10, 100);
/** Between two joins over real sockets, in milliseconds. */
const APART = [0, 5, 20, 50];

describe('one person who joins twice', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  const meeting: fc.Arbitrary<Meeting> = fc.record({
    knownBy: fc.constantFrom('token', 'identity', 'both'),
    firstIs: fc.constantFrom('host', 'speaker', 'absent'),
    joins: fc.integer({ min: 2, max: 3 }),
    resumes: fc.boolean(),
    socketLost: fc.boolean(),
    newcomer: fc.boolean(),
  });

  test(`is there once in the end, in ${ORDERS} orders of events`, async () => {
    let clean = 0;
    const stays: number[] = [];
    await fc.assert(fc.asyncProperty(fc.scheduler(), meeting, async (scheduler, plan) => {
      const outcome = await new TwiceIn(scheduler, plan).play();
      expect(outcome).toMatchObject({ stays: 1, believe: 1, media: outcome.people, hosts: 1, told: outcome.people, kept: true });
      stays.push(outcome.stays);
      clean++;
    }), { numRuns: ORDERS, seed: SEED });
    recordFault({
      id: 'F17',
      variant: 'orders of events',
      injected: ORDERS,
      recovered: clean,
      figures: [figure('stays of the person', '', stays, { max: 1 })],
    });
  }, 120_000);
});

describe('two sockets of one person', () => {
  let sfu: Sfu;

  beforeEach(async () => {
    sfu = await startSfu({ limits: { rateFactor: 100 } });
  });

  afterEach(async () => {
    await sfu.close();
  });

  test(`that join ${APART.join(', ')} ms apart: one is in, the other is told so, ${ROUNDS} times each`, async () => {
    const rtpCapabilities = await capabilities(sfu.url);
    const stays: number[] = [];
    const told: number[] = [];
    for (let round = 0; round < ROUNDS * APART.length; round++) {
      const roomId = `twice-${round}`;
      const clients = await Promise.all([0, 1, 2, 3].map(() => rawClient(sfu.url)));
      const [bob, first, ...both] = clients as [RawClient, RawClient, RawClient, RawClient];
      const { resumeToken, snapshot } = await first.join(roomId, 'Ann');
      await bob.join(roomId, 'Bob');
      let began = 0;
      const answers = await Promise.all(both.map(async (client, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * (APART[round % APART.length] ?? 0)));
        began = performance.now();
        return await client.send<Joined>('join', { roomId, name: 'Ann', publish: true, rtpCapabilities, resumeToken });
      }));
      const isIn = (index: number): boolean => answers[index]?.ok === true
        && !(both[index]?.notifications ?? []).some(({ name }) => name === 'closed');
      await until('one is in', () => Number(isIn(0)) + Number(isIn(1)) === 1);
      told.push(performance.now() - began);
      await until('nothing else is left', () => sfu.census().transports === 4);
      const winner = answers[isIn(0) ? 0 : 1];
      expect(winner?.ok && [winner.data.snapshot.selfId, winner.data.snapshot.self.role]).toEqual([snapshot.selfId, 'host']);
      expect(winner?.ok && winner.data.snapshot.peers.map(({ id }) => id).sort()).toHaveLength(2);
      stays.push(sfu.census().peers - 1);
      clients.forEach((client) => client.close());
      await until('the room is empty', () => sfu.census().peers === 0 && sfu.census().connections === 0);
    }
    recordFault({
      id: 'F17',
      variant: 'real sockets',
      injected: stays.length,
      recovered: stays.filter((count) => count === 1).length,
      figures: [figure('until both know, after the later join', 'ms', told, { max: 1_000 })],
    });
  }, 30_000 + ROUNDS * APART.length * 500);
});
