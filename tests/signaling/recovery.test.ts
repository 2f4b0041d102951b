import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { rawClient } from '../support/raw.ts';
import { freePort } from '../support/free-port.ts';
import { startSfu } from '../support/sfu.ts';
import { tcpRelay } from '../support/tcp-relay.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
const calls: Call[] = [];

beforeEach(async () => {
  sfu = await startSfu();
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  await sfu.close();
});

function call(url = sfu.url): Call {
  const made = fakeCall(url);
  calls.push(made);
  return made;
}

const names = (made: Call): string[] => [...(made.getState().room?.peers.values() ?? [])].map(({ name }) => name);
const status = (made: Call): string => made.getState().connection.status;

describe('a lost connection', () => {
  test('is taken up again: the same peer, the same transports, and nothing that was said meanwhile is missing', async () => {
    const between = await tcpRelay(sfu.url);
    const [ann, bob] = [call(between.url), call()];
    await ann.setMic(true);
    await ann.join({ roomId: 'cut', name: 'Ann' });
    await bob.join({ roomId: 'cut', name: 'Bob' });
    await until('Bob receives Ann', () => bob.getState().room?.consumers.size === 1);
    const before = { room: ann.getState().room, tracks: bob.getState().room?.consumers };
    between.cut();
    await until('Ann notices', () => status(ann) === 'reconnecting');
    await bob.sendChat('Did you see that?');
    await bob.setMic(true);
    await until('Ann is back', () => status(ann) === 'joined');
    expect(ann.getState().room?.selfId).toBe(before.room?.selfId);
    expect(ann.getState().room?.chat.map(({ text }) => text)).toEqual(['Did you see that?']);
    await until('Ann hears Bob, who began meanwhile', () => [...(ann.getState().room?.consumers.keys() ?? [])]
      .some((id) => id !== '' && ann.remoteTrack(bob.getState().room?.selfId ?? '', 'mic') !== null));
    expect(names(bob)).toEqual(['Ann', 'Bob']);
    // What Bob received of Ann is what he received before: nothing was torn down.
    expect([...(bob.getState().room?.consumers.keys() ?? [])]).toEqual([...(before.tracks?.keys() ?? [])]);
    expect(sfu.census()).toMatchObject({ peers: 2, transports: 4, producers: 2, consumers: 2 });
    between.close();
  });

  test('brings back what was wished while it was gone', async () => {
    const between = await tcpRelay(sfu.url);
    const [ann, bob] = [call(between.url), call()];
    await ann.setMic(true);
    await ann.setCamera(true);
    await ann.join({ roomId: 'wishes', name: 'Ann' });
    await bob.join({ roomId: 'wishes', name: 'Bob' });
    await until('Bob receives both', () => bob.getState().room?.consumers.size === 2);
    between.cut();
    await until('Ann notices', () => status(ann) === 'reconnecting');
    await ann.setMic(false);
    await ann.setScreen(true);
    await until('Ann is back', () => status(ann) === 'joined');
    const annId = ann.getState().room?.selfId ?? '';
    const seen = (): string => (bob.getState().room?.peers.get(annId)?.tracks ?? [])
      .map(({ source, paused }) => `${source} ${paused}`).sort().join();
    await until('Bob sees what Ann wished', () => seen() === 'camera false,mic true,screen false,screenAudio false');
    between.close();
  });

  test('that the client could not use in time is one stay of the past: it joins again, as the same person', async () => {
    await sfu.close();
    sfu = await startSfu({ rooms: { resumeGraceSeconds: 0 } });
    const between = await tcpRelay(sfu.url);
    const [ann, bob] = [call(between.url), call()];
    await ann.setMic(true);
    await ann.join({ roomId: 'late', name: 'Ann' });
    await bob.join({ roomId: 'late', name: 'Bob' });
    const first = ann.getState().room;
    between.cut();
    await until('Ann notices', () => status(ann) === 'reconnecting');
    await until('Ann is back', () => status(ann) === 'joined');
    await until('Bob sees one Ann, with her mic', () =>
      names(bob).sort().join() === 'Ann,Bob' && bob.getState().room?.consumers.size === 1);
    expect(ann.getState().room?.self.role).toBe('host');
    expect(ann.getState().room?.selfId).toBe(first?.selfId);
    expect(sfu.census()).toMatchObject({ peers: 2, transports: 3, producers: 1, consumers: 1 });
    between.close();
  });

  test('of a program that ended is noticed, as nothing comes over its transports either', async () => {
    const [ann, bob] = [await rawClient(sfu.url), await rawClient(sfu.url)];
    await ann.join('ended', 'Ann');
    await bob.join('ended', 'Bob');
    ann.socket.io.engine.close();
    await until('the peer outlives its socket', () => sfu.census().connections === 1 && sfu.census().peers === 2);
    await until('Ann has gone', () => sfu.census().peers === 1, 25_000);
    bob.close();
  });

  test('of a page that went away is told from one that was cut', async () => {
    await sfu.close();
    const losses: unknown[] = [];
    sfu = await startSfu({}, {
      logger: pino({ level: 'debug' }, { write: (line: string) => void losses.push(...[(JSON.parse(line) as { loss?: unknown }).loss ?? []].flat()) }),
    });
    const [ann, bob] = [await rawClient(sfu.url), await rawClient(sfu.url)];
    await ann.join('away', 'Ann');
    await bob.join('away', 'Bob');
    // As browsers end it (RFC 6455, 1001) for a page that is closed or has crashed.
    (ann.socket.io.engine.transport as unknown as { ws: WebSocket }).ws.close(1001);
    await until('Ann has no socket', () => sfu.census().connections === 1);
    bob.socket.io.engine.close();
    await until('Bob has none either', () => sfu.census().connections === 0);
    await until('both losses are known', () => losses.join() === 'away,cut');
  });

  test('of one’s own will ends the stay at once', async () => {
    const ann = await rawClient(sfu.url);
    await ann.join('ended', 'Ann');
    ann.close();
    await until('Ann has gone', () => sfu.census().peers === 0, 3_000);
  });

  test('is given up when the person leaves meanwhile', async () => {
    const between = await tcpRelay(sfu.url);
    const ann = call(between.url);
    await ann.join({ roomId: 'cut', name: 'Ann' });
    between.close();
    between.cut();
    await until('Ann notices', () => status(ann) === 'reconnecting');
    await ann.leave();
    expect(ann.getState().connection).toEqual({ status: 'closed', reason: 'left' });
  });
});

describe('joining', () => {
  test('fails with DISCONNECTED where nothing listens, and can be tried again', async () => {
    const ann = call('http://127.0.0.1:9');
    await expect(ann.prepare()).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await expect(ann.join({ roomId: 'nowhere', name: 'Ann' })).rejects.toMatchObject({ code: 'DISCONNECTED' });
    expect(ann.getState().connection).toMatchObject({ status: 'closed', reason: 'failed', error: { code: 'DISCONNECTED' } });
  });

  test('works again after leaving', async () => {
    const ann = call();
    for (let round = 0; round < 3; round++) {
      await ann.join({ roomId: 'again', name: 'Ann' });
      expect(names(ann)).toEqual(['Ann']);
      await ann.leave();
    }
  });

  test('with the resume token of a peer that is still there takes its place', async () => {
    const [old, young] = [await rawClient(sfu.url), await rawClient(sfu.url)];
    const { resumeToken, snapshot } = await old.join('twice', 'Ann');
    const { rtpCapabilities } = (await (await fetch(`${sfu.url}/api/v1/config`)).json()) as { rtpCapabilities: unknown };
    const answer = await young.send<{ snapshot: { peers: { id: string }[] } }>('join', { roomId: 'twice', name: 'Ann', rtpCapabilities, resumeToken });
    expect(answer.ok && answer.data.snapshot.peers).toHaveLength(1);
    // The same person: votes and what they wrote stay theirs.
    expect(answer.ok && answer.data.snapshot.peers[0]?.id).toBe(snapshot.selfId);
    await until('the old one is told', () => old.notifications.some(({ name }) => name === 'closed'));
    expect(await old.send('leave', {})).toMatchObject({ error: { code: 'WRONG_PHASE' } });
    [old, young].forEach((client) => client.close());
  });
});

describe('joins of the same client beside each other', () => {
  test('leave one peer, and the others are refused', async () => {
    const { rtpCapabilities } = (await (await fetch(`${sfu.url}/api/v1/config`)).json()) as { rtpCapabilities: unknown };
    const first = await rawClient(sfu.url);
    const { resumeToken } = await first.join('double', 'Ann');
    const clients = await Promise.all(Array.from({ length: 5 }, () => rawClient(sfu.url)));
    const answers = await Promise.all(clients.map((client) =>
      client.send('join', { roomId: 'double', name: 'Ann', rtpCapabilities, resumeToken })));
    expect(sfu.census().peers).toBe(1);
    // Who was in before the next one came was replaced; who was on the way in is refused. Which of them the server
    // heard last is not told by the order in which they asked.
    const codes = answers.map((answer) => (answer.ok ? 'joined' : answer.error.code));
    expect(codes).toContain('joined');
    expect(codes.every((code) => code === 'joined' || code === 'CONFLICT')).toBe(true);
    const chats = await Promise.all(clients.map((client) => client.send('sendChat', { text: 'It is me' })));
    expect(chats.filter(({ ok }) => ok)).toHaveLength(1);
    [first, ...clients].forEach((client) => client.close());
    await until('nothing is left', () => sfu.census().transports === 0);
  });
});

describe('resuming', () => {
  test.each([
    ['an unknown room', 'nowhere', null],
    ['another room’s stay', 'other', 'own'],
    ['a token that was never given', 'here', 'x'.repeat(32)],
  ])('%s is NOT_FOUND', async (_what, roomId, token) => {
    const [ann, other, thief] = [await rawClient(sfu.url), await rawClient(sfu.url), await rawClient(sfu.url)];
    const { resumeToken } = await ann.join('here', 'Ann');
    await other.join('other', 'Other');
    const answer = await thief.send('resume', { roomId, resumeToken: token === 'own' || token === null ? resumeToken : token });
    expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    [ann, other, thief].forEach((client) => client.close());
  });

  test('takes the peer from a socket that is still open', async () => {
    const [old, young] = [await rawClient(sfu.url), await rawClient(sfu.url)];
    const { resumeToken, snapshot } = await old.join('open', 'Ann');
    const answer = await young.send<{ snapshot: { selfId: string } }>('resume', { roomId: 'open', resumeToken });
    expect(answer.ok && answer.data.snapshot.selfId).toBe(snapshot.selfId);
    expect(await old.send('leave', {})).toMatchObject({ error: { code: 'WRONG_PHASE' } });
    old.close();
    expect(await young.send('sendChat', { text: 'Still here' })).toMatchObject({ ok: true });
    expect(sfu.census().peers).toBe(1);
    young.close();
  });
});

describe('a media worker that is killed', () => {
  test('is replaced, and its calls go on on another: nobody leaves the room for it', async () => {
    const [ann, bob] = [call(), call()];
    await ann.setMic(true);
    await bob.setMic(true);
    await ann.join({ roomId: 'crash', name: 'Ann' });
    await bob.join({ roomId: 'crash', name: 'Bob' });
    await until('both hear each other', () => sfu.census().consumers === 2);
    const ids = [ann, bob].map((made) => made.getState().room?.selfId);
    const before = sfu.workerPids();
    // The first room is on the first worker.
    process.kill(before[0] ?? 0, 'SIGKILL');
    await until('two workers run again', () => sfu.workerPids().length === 2 && !sfu.workerPids().includes(before[0] ?? 0));
    await until('both hear each other again', () => sfu.census().consumers === 2 && sfu.census().producers === 2, 10_000);
    // Their connections never ended, and neither did their stay.
    expect([ann, bob].map((made) => [status(made), made.getState().room?.selfId])).toEqual(ids.map((id) => ['joined', id]));
    for (const [made, other] of [[ann, ids[1]], [bob, ids[0]]] as const) {
      await until('both are there', () => names(made).join() === 'Ann,Bob');
      await until('one mic each', () => made.getState().room?.peers.get(other ?? '')?.tracks.length === 1);
      await until('a track', () => made.remoteTrack(other ?? '', 'mic') !== null);
    }
    expect(sfu.census().transports).toBe(4);
    expect((await fetch(`${sfu.url}/readyz`)).status).toBe(200);
  });
});

describe('the server that stops', () => {
  test('tells its peers, and they come back to the next one', async () => {
    await sfu.close();
    const port = await freePort();
    sfu = await startSfu({ http: { port } });
    const ann = call();
    await ann.join({ roomId: 'stop', name: 'Ann' });
    await sfu.close();
    await until('Ann looks for it', () => status(ann) === 'reconnecting');
    sfu = await startSfu({ http: { port } });
    await until('Ann is back', () => status(ann) === 'joined', 10_000);
    expect(sfu.census().peers).toBe(1);
  });
});
