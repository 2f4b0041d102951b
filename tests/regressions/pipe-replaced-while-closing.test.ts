import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { RoomRouter } from '../../apps/sfu/src/media/room-router.ts';
import type { MediaWorker } from '../../apps/sfu/src/media/worker-pool.ts';

/**
 * A pipe given back and wanted again in the same turn: the end of the first took the second out of the books,
 * so that the next consumer tried to make a third under the same id, which mediasoup refuses.
 */
test('the end of a pipe leaves the one that took its place', async () => {
  let made = 0;
  const producer = () => {
    const observer = new EventEmitter();
    return { observer, close: () => observer.emit('close') };
  };
  const router = (): object => ({
    createAudioLevelObserver: async () => new EventEmitter(),
    pipeToRouter: async () => {
      made++;
      return { pipeProducer: producer() };
    },
    close: () => undefined,
  });
  const create = async (): Promise<RoomRouter> => await RoomRouter.create({
    worker: { worker: { createRouter: async () => router() } } as unknown as MediaWorker,
    logger: pino({ level: 'silent' }),
    heard: () => undefined,
  });
  const [origin, target] = [await create(), await create()];
  const giveBack = await target.lease(origin, 'track');
  giveBack();
  await target.lease(origin, 'track');
  expect(made).toBe(2);
  await target.lease(origin, 'track');
  expect(made).toBe(2);
});
