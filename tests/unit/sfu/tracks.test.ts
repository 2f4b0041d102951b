import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../apps/sfu/src/logger.ts';
import type { Distribution } from '../../../apps/sfu/src/rooms/distribution.ts';
import { Peer } from '../../../apps/sfu/src/rooms/peer.ts';
import { Tracks } from '../../../apps/sfu/src/rooms/tracks.ts';

/** One peer whose media write down what they are asked: its producers are `1`, `2` and so on. */
function setUp() {
  const closed: string[] = [];
  const paused: string[] = [];
  const told: string[] = [];
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
    closeProducer: (id: string) => void closed.push(id),
    setProducerPaused: async (id: string, is: boolean) => void paused.push(`${id} ${is}`),
    close: () => undefined,
  };
  const peer = new Peer({
    id: 'ann', name: 'Ann', role: 'speaker', resumeToken: 'token', identity: null, rtpCapabilities: {}, link: { notify: () => undefined, setOnStage: () => undefined }, ended: () => undefined,
  });
  peer.seat = { media: media as never, subscriptions: { close: () => undefined } as never };
  const dynacast = { add: () => undefined, remove: () => undefined };
  const tracks = new Tracks({
    distribution: { dynacast, changed: () => void told.push('fan-out') } as unknown as Distribution,
    logger: createLogger({ level: 'silent', format: 'json' }),
    maySend: () => mayProduce,
    changed: () => void told.push('the others'),
  });
  const produce = (replaces?: string) =>
    tracks.produce(peer, { transportId: 'send', source: 'camera', rtpParameters: { codecs: [], encodings: [] }, paused: false, replaces });
  const flowing = () => [...peer.fanoutTracks()].map(({ producerId, retiring }) => (retiring ? `${producerId} retiring` : producerId));
  const publish = (source: 'mic' | 'camera', mid: string, isPaused = false) =>
    tracks.produce(peer, { transportId: 'send', source, rtpParameters: parameters(mid), paused: isPaused });
  /** Its worker is gone, and it has new media. */
  const lose = async () => {
    peer.seat = null;
    tracks.markStale(peer, 'orphaned');
    const made = await tracks.makeAhead(peer, media as never);
    return {
      made: made.map(({ source, producerId }) => `${source} ${producerId}`),
      settle: async () => {
        peer.seat = { media: media as never, subscriptions: { close: () => undefined } as never };
        await tracks.settleAhead(peer, media as never, made);
      },
    };
  };
  return {
    closed, paused, told, peer, tracks, produce, publish, lose, flowing,
    forbid: () => void (mayProduce = false),
    whileMaking: (happens: () => void) => void (meanwhile = happens),
    get made() { return next - 1; },
  };
}

const parameters = (mid: string) => ({ mid, codecs: [], encodings: [{ ssrc: Number(mid) + 100 }] });

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

describe('tracks whose worker is gone', () => {
  async function published() {
    const world = setUp();
    await world.publish('camera', '0');
    await world.publish('mic', '1');
    return world;
  }

  test('are made anew before the client says so, and are the answer when it does', async () => {
    const { closed, publish, lose, flowing } = await published();
    const { made, settle } = await lose();
    await settle();
    expect([made, flowing()]).toEqual([['mic 3', 'camera 4'], ['3', '4']]);
    expect([await publish('mic', '0'), await publish('camera', '1')]).toEqual(['3', '4']);
    expect([closed, flowing()]).toEqual([[], ['3', '4']]);
    await expect(publish('mic', '0')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('give way to those of a client that sends in another way', async () => {
    const { closed, publish, lose, flowing } = await published();
    await (await lose()).settle();
    expect([await publish('mic', '1'), await publish('camera', '2')]).toEqual(['5', '6']);
    expect([closed.sort(), flowing()]).toEqual([['3', '4'], ['5', '6']]);
  });

  test('are muted when the client comes back muted', async () => {
    const { paused, publish, lose } = await published();
    await (await lose()).settle();
    await publish('mic', '0', true);
    expect(paused).toEqual(['3 true']);
  });

  test('follow what was done to them before they were in use', async () => {
    const { closed, paused, peer, tracks, lose } = await published();
    const { settle } = await lose();
    tracks.close(peer, '4');
    await tracks.setPaused(peer, '3', true);
    expect([closed, paused]).toEqual([[], []]);
    await settle();
    expect([closed, paused]).toEqual([['4'], ['3 true']]);
  });

  test('end when the client does not take them up', async () => {
    const { closed, peer, tracks, publish, lose, flowing } = await published();
    await (await lose()).settle();
    await publish('camera', '1');
    tracks.dropStale(peer);
    expect([closed, flowing()]).toEqual([['3'], ['4']]);
  });

  test('are made once more when that worker goes too', async () => {
    const { publish, lose, flowing } = await published();
    await lose();
    const { made, settle } = await lose();
    await settle();
    expect([made, flowing()]).toEqual([['mic 5', 'camera 6'], ['5', '6']]);
    expect(await publish('mic', '0')).toBe('5');
  });

  test('are left out while they are off, as a camera that is off is not sent', async () => {
    const { peer, tracks, publish, lose, flowing } = await published();
    await tracks.setPaused(peer, '1', true);
    const { made, settle } = await lose();
    await settle();
    expect([made, flowing()]).toEqual([['mic 3'], ['3']]);
    expect(await publish('camera', '1')).toBe('4');
  });

  test('are those of who publishes: of who watches nobody is told anything', async () => {
    const { told, tracks, peer } = setUp();
    expect(await tracks.makeAhead(peer, {} as never)).toEqual([]);
    expect(told).toEqual([]);
  });

  test('are known to their client by their earlier ids until it takes them up, though they were lost twice', async () => {
    const { closed, peer, tracks, publish, lose, flowing } = await published();
    await lose();
    await (await lose()).settle();
    tracks.close(peer, '1');
    expect([closed, flowing()]).toEqual([['6'], ['5']]);
    expect(await publish('mic', '0')).toBe('5');
    expect(() => tracks.close(peer, '2')).toThrow('no such track of yours');
  });

  test('give way to what comes unexpected in the place of one of them', async () => {
    const { closed, peer, tracks, publish, lose, flowing } = await published();
    tracks.close(peer, '2');
    await (await lose()).settle();
    expect(flowing()).toEqual(['3']);
    expect([await publish('mic', '0'), closed]).toEqual(['4', ['2', '3']]);
  });
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
