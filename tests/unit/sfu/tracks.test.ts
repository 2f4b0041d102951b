import { expect, test } from '@jest/globals';
import { createLogger } from '../../../apps/sfu/src/logger.ts';
import type { Distribution } from '../../../apps/sfu/src/rooms/distribution.ts';
import { Peer } from '../../../apps/sfu/src/rooms/peer.ts';
import { Tracks } from '../../../apps/sfu/src/rooms/tracks.ts';

/** One peer whose media write down what they are asked: its producers are `1`, `2` and so on. */
function setUp() {
  const closed: string[] = [];
  let next = 1;
  let mayProduce = true;
  /** What goes on while a worker makes a track. */
  let meanwhile = (): void => undefined;
  const media = {
    owns: () => true,
    recvTransport: { id: 'recv' },
    produce: async () => {
      meanwhile();
      return String(next++);
    },
    setProducerPaused: async () => undefined,
    closeProducer: (id: string) => void closed.push(id),
    close: () => undefined,
  };
  const peer = new Peer({
    id: 'ann', name: 'Ann', role: 'speaker', resumeToken: 'token', identity: null, rtpCapabilities: {}, link: { notify: () => undefined, setOnStage: () => undefined }, ended: () => undefined,
  });
  peer.seat = { media: media as never, subscriptions: { close: () => undefined } as never };
  const dynacast = { add: () => undefined, remove: () => undefined };
  const tracks = new Tracks({
    distribution: { dynacast, changed: () => undefined } as unknown as Distribution,
    logger: createLogger({ level: 'silent', format: 'json' }),
    maySend: () => mayProduce,
    changed: () => undefined,
  });
  const produce = (replaces?: string) =>
    tracks.produce(peer, { transportId: 'send', source: 'camera', rtpParameters: { codecs: [], encodings: [] }, paused: false, replaces });
  const flowing = () => [...peer.fanoutTracks()].map(({ producerId, retiring }) => (retiring ? `${producerId} retiring` : producerId));
  return {
    closed, peer, tracks, produce, flowing,
    forbid: () => void (mayProduce = false),
    whileMaking: (happens: () => void) => void (meanwhile = happens),
    get made() { return next - 1; },
  };
}

test('a second track of a source is a conflict, unless it names the first', async () => {
  const { produce, flowing } = setUp();
  await produce();
  await expect(produce()).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(produce('another')).rejects.toMatchObject({ code: 'CONFLICT' });
  await produce('1');
  expect(flowing()).toEqual(['2', '1 retiring']);
});

test('the one that was replaced goes on until it is closed, once', async () => {
  const { closed, peer, tracks, produce, flowing } = setUp();
  await produce();
  await produce('1');
  tracks.close(peer, '1');
  expect([closed, flowing()]).toEqual([['1'], ['2']]);
  expect(() => tracks.close(peer, '1')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('of several that were replaced only the last goes on', async () => {
  const { closed, produce, flowing } = setUp();
  await produce();
  await produce('1');
  await produce('2');
  expect([closed, flowing()]).toEqual([['1'], ['3', '2 retiring']]);
});

test('a move that ends meanwhile ends it too, on whichever seat it is', async () => {
  const { closed, peer, tracks, produce, flowing } = setUp();
  await produce();
  await produce('1');
  tracks.dropStale(peer);
  expect([closed, flowing()]).toEqual([['1'], ['2']]);
});

const FORBIDDEN = expect.objectContaining({ code: 'FORBIDDEN' });

test('what the room does not let speakers send is not even made, nor turned on again', async () => {
  const set = setUp();
  await set.produce();
  await set.tracks.setPaused(set.peer, '1', true);
  set.forbid();
  await expect(set.tracks.setPaused(set.peer, '1', false)).rejects.toEqual(FORBIDDEN);
  await expect(set.produce('1')).rejects.toEqual(FORBIDDEN);
  expect([set.made, set.flowing()]).toEqual([1, ['1']]);
});

test('who may not send any more when the track is made has it closed, whether the room or the role says so', async () => {
  const [room, role] = [setUp(), setUp()];
  room.whileMaking(room.forbid);
  role.whileMaking(() => void (role.peer.role = 'viewer'));
  for (const { produce, closed, flowing } of [room, role]) {
    await expect(produce()).rejects.toEqual(FORBIDDEN);
    expect([closed, flowing()]).toEqual([['1'], []]);
  }
});
