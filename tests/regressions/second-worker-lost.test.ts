import { expect, test } from '@jest/globals';
import { createLogger } from '../../apps/sfu/src/logger.ts';
import { Moves } from '../../apps/sfu/src/rooms/moves.ts';
import { Peer } from '../../apps/sfu/src/rooms/peer.ts';
import { NO_LINK } from '../support/bare-rooms.ts';
import { until } from '../support/until.ts';

/** A world of one peer, whose media are made by `make`. */
function worldOf(make: () => object, settleAhead: () => Promise<void>) {
  const peer = new Peer({ id: 'p', name: 'Ann', role: 'host', resumeToken: 't', rtpCapabilities: {} as never, link: NO_LINK, ended: () => undefined });
  const subscriptions = { first: async () => [], close: () => undefined, freeze: () => undefined };
  const moves = new Moves({
    peers: new Map([[peer.id, peer]]),
    media: { createPeer: async () => make() } as never,
    distribution: { seat: (_peer: Peer, media: unknown) => ({ media, subscriptions }), update: () => undefined } as never,
    tracks: { markStale: () => undefined, makeAhead: async () => [], dropStale: () => undefined, settleAhead } as never,
    logger: createLogger({ level: 'silent', format: 'json' }),
    iceServersFor: () => [],
    failed: () => undefined,
  });
  return { peer, moves };
}

/** The peer counted as under way while a worker was asked to mute its track, and was left on it when that went too. */
test('a worker that is lost while it takes over what was muted meanwhile is moved away from', async () => {
  const made: { lost: boolean }[] = [];
  const { peer, moves } = worldOf(() => {
    const media = { lost: false, close: () => undefined };
    made.push(media);
    return media;
  }, () => new Promise(() => undefined));
  moves.start([peer.id], 'workerLost');
  await until('it has new media', () => peer.seat !== null);
  const [first] = made as [{ lost: boolean }];
  first.lost = true;
  moves.start([peer.id], 'workerLost');
  await until('and others after those', () => made.length === 2);
  await until('which it uses', () => peer.seat?.media.lost === false);
  expect(peer.seat?.media).toBe(made[1]);
});

/** A drain passed over whoever was just on the way to the worker that it empties: they kept it from ending. */
test('a worker that is to be given up by the time somebody arrives is moved away from', async () => {
  const made: { draining: boolean }[] = [];
  const { peer, moves } = worldOf(() => {
    const media = { lost: false, draining: made.length === 0, close: () => undefined };
    made.push(media);
    return media;
  }, async () => undefined);
  moves.start([peer.id], 'workerLost');
  await until('it is on a worker that stays', () => peer.seat?.media.draining === false);
  expect(made).toHaveLength(2);
});
