import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const calls: Call[] = [];

function call(): Call {
  const made = fakeCall(sfu.url);
  calls.push(made);
  return made;
}

beforeEach(async () => {
  sfu = await startSfu();
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  await sfu.close();
});

const peersOf = (made: Call): string[] => [...(made.getState().room?.peers.values() ?? [])].map((peer) => peer.name);
const sourcesAt = (made: Call): string[] =>
  [...(made.getState().room?.consumers.values() ?? [])].map((consumer) => consumer.source).sort();

describe('a meeting', () => {
  test('people see each other come, publish, mute and go', async () => {
    const [ann, bob] = [call(), call()];
    await ann.setMic(true);
    await ann.setCamera(true);
    await ann.join({ roomId: 'daily', name: 'Ann' });
    await bob.join({ roomId: 'daily', name: '  Bob  ' });
    expect(peersOf(bob)).toEqual(['Ann', 'Bob']);
    await until('Ann sees Bob', () => peersOf(ann).includes('Bob'));
    await until('Bob receives both tracks', () => sourcesAt(bob).join() === 'camera,mic');

    const annId = ann.getState().room?.selfId ?? '';
    const mic = () => bob.getState().room?.peers.get(annId)?.tracks.find(({ source }) => source === 'mic');
    await until('Bob sees that it is on', () => mic()?.paused === false);
    await ann.setMic(false);
    await until('Bob sees Ann muted', () => mic()?.paused === true);
    await ann.setMic(true);
    await until('Bob sees Ann unmuted', () => mic()?.paused === false);

    await ann.leave();
    await until('Bob is alone', () => peersOf(bob).join() === 'Bob' && sourcesAt(bob).length === 0);
    expect(ann.getState().connection).toEqual({ status: 'closed', reason: 'left' });
  });

  test('a join answers with the tracks that are there, and remoteTrack gives them', async () => {
    const ann = call();
    await ann.setMic(true);
    await ann.setScreen(true);
    await ann.join({ roomId: 'daily', name: 'Ann' });
    await until('three tracks', () => sfu.census().producers === 3);
    const bob = call();
    await bob.join({ roomId: 'daily', name: 'Bob' });
    // No wait: the answer to the join held them.
    expect(sourcesAt(bob)).toEqual(['mic', 'screen', 'screenAudio']);
    const annId = ann.getState().room?.selfId ?? '';
    await until('the tracks', () => bob.remoteTrack(annId, 'screen')?.kind === 'video' && bob.remoteTrack(annId, 'mic')?.kind === 'audio');
    expect(bob.remoteTrack(annId, 'camera')).toBeNull();
  });

  test('chat reaches everyone once, and those who come later', async () => {
    const [ann, bob, cid] = [call(), call(), call()];
    await ann.join({ roomId: 'daily', name: 'Ann' });
    await bob.join({ roomId: 'daily', name: 'Bob' });
    await ann.sendChat('Good morning');
    await bob.sendChat('  Good morning, Ann\r\nHow are you?  ');
    const texts = (made: Call) => made.getState().room?.chat.map(({ name, text }) => [name, text]);
    const expected = [['Ann', 'Good morning'], ['Bob', 'Good morning, Ann\nHow are you?']];
    await until('Ann has both', () => texts(ann)?.length === 2);
    expect(texts(ann)).toEqual(expected);
    expect(texts(bob)).toEqual(expected);
    await cid.join({ roomId: 'daily', name: 'Cid' });
    expect(texts(cid)).toEqual(expected);
    await expect(ann.sendChat('   ')).rejects.toMatchObject({ code: 'BAD_REQUEST', path: 'text' });
  });

  test('rooms do not see each other', async () => {
    const [ann, bob] = [call(), call()];
    await ann.setMic(true);
    await ann.join({ roomId: 'room-one', name: 'Ann' });
    await bob.join({ roomId: 'room-two', name: 'Bob' });
    await until('one track', () => sfu.census().producers === 1);
    expect(peersOf(bob)).toEqual(['Bob']);
    expect(sfu.census()).toMatchObject({ rooms: 2, routers: 2, consumers: 0 });
  });

  test('a camera that goes off and on keeps its place and costs no new consumer', async () => {
    const [ann, bob] = [call(), call()];
    await ann.join({ roomId: 'daily', name: 'Ann' });
    await bob.join({ roomId: 'daily', name: 'Bob' });
    await ann.setCamera(true);
    await until('Bob receives it', () => sourcesAt(bob).join() === 'camera');
    const before = [...(bob.getState().room?.consumers.keys() ?? [])];
    // The last wish of a storm of them is what counts.
    await Promise.all([ann.setCamera(false), ann.setCamera(true), ann.setCamera(false), ann.setCamera(true), ann.setCamera(false)]);
    const annId = ann.getState().room?.selfId ?? '';
    const camera = () => bob.getState().room?.peers.get(annId)?.tracks.find(({ source }) => source === 'camera');
    await until('off', () => camera()?.paused === true);
    await ann.setCamera(true);
    await until('on', () => camera()?.paused === false);
    expect([...(bob.getState().room?.consumers.keys() ?? [])]).toEqual(before);
    expect(sfu.census()).toMatchObject({ producers: 1, consumers: 1 });
  });
});

describe('what a peer had is released', () => {
  test.each([
    ['leave', (made: Call) => made.leave()],
    ['closing the page', (made: Call) => made.dispose()],
  ])('by %s', async (_how, end) => {
    const all = Array.from({ length: 4 }, () => call());
    for (const made of all) {
      await made.setMic(true);
      await made.setCamera(true);
      await made.join({ roomId: 'daily', name: 'Someone' });
    }
    await until('everything flows', () => sfu.census().consumers === 4 * 3 * 2);
    expect(sfu.census()).toMatchObject({ routers: 1, transports: 8, producers: 8, peers: 4 });
    await Promise.all(all.map(end));
    await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING));
  });

  test('joining and leaving at the same time ends with nothing', async () => {
    for (let round = 0; round < 10; round++) {
      const made = call();
      await made.setMic(true);
      const joining = made.join({ roomId: 'daily', name: 'Fleeting' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, round));
      await made.leave();
      await joining;
    }
    await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING));
  });
});
