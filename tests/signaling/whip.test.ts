import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallError, Peer, RtpCapabilities } from '@plenary/protocol';
import { routerRtpCapabilities } from '../../apps/sfu/src/media/codecs.ts';
import { readOffer } from '../../apps/sfu/src/sdp/offer.ts';
import { publishedSection } from '../../apps/sfu/src/sdp/publish.ts';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { offer, type OfferParts } from '../support/http-media.ts';
import { NOTHING, startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
let rooms = 0;
const ADMIN_KEY = 'a-long-enough-admin-key';

beforeAll(async () => {
  sfu = await startSfu({
    tokenKeys: TOKEN_KEYS,
    adminKey: ADMIN_KEY,
    whip: { maxPublishers: 3, maxPlayers: 2 },
    iceServers: [
      { urls: ['stun:stun.example.org'] },
      { urls: ['turn:turn.example.org?transport=udp', 'turns:turn.example.org'], username: 'me', credential: 'a"b' },
    ],
  });
});

afterAll(async () => {
  await until('nothing is left', () => JSON.stringify(sfu.census()) === JSON.stringify(NOTHING));
  expect(await sessions()).toEqual({ whip: 0, whep: 0 });
  await sfu.close();
});

const newRoom = (): string => `http-${++rooms}`;

async function sessions(url = sfu.url): Promise<{ whip: number; whep: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (kind: string): number => Number(new RegExp(`plenary_http_sessions\\{kind="${kind}"\\} (\\d+)`, 'u').exec(text)?.[1]);
  return { whip: of('whip'), whep: of('whep') };
}

interface Sent {
  readonly method?: string;
  readonly token?: string;
  readonly type?: string;
  readonly body?: string;
  readonly ifMatch?: string;
  readonly url?: string;
}

async function send(path: string, { method = 'POST', token, type = 'application/sdp', body, ifMatch, url = sfu.url }: Sent) {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function publish(room: string, parts: OfferParts = {}, url = sfu.url) {
  const token = await tokenFor(room, { publish: true, name: 'Studio' });
  const answer = await send(`/whip/${room}`, { token, body: offer(parts), url });
  return { ...answer, session: answer.headers.get('location') ?? '', etag: answer.headers.get('etag') ?? '' };
}

const play = async (room: string, parts: OfferParts = {}) =>
  await send(`/whep/${room}`, { body: offer({ direction: 'recvonly', ...parts }) });

const seenBy = (call: Call, name: string): Peer | undefined =>
  [...(call.getState().room?.peers.values() ?? [])].find((peer) => peer.name === name);

const end = async (session: string): Promise<number> => (await send(session, { method: 'DELETE' })).status;

describe('a session', () => {
  test('begins with 201, all that a client needs, and a speaker in the room', async () => {
    const room = newRoom();
    const { status, headers, text, session, etag } = await publish(room);
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/sdp');
    expect(session).toMatch(new RegExp(`^/whip/${room}/[A-Za-z0-9_-]{32}$`, 'u'));
    expect(etag).toMatch(/^"[^"]+"$/u);
    expect(headers.get('accept-patch')).toBe('application/trickle-ice-sdpfrag');
    expect(headers.get('link')?.split(/, (?=<)/u)).toEqual([
      '<stun:stun.example.org>; rel="ice-server"',
      '<turn:turn.example.org?transport=udp>; rel="ice-server"; username="me"; credential="a\\"b"; credential-type="password"',
      '<turns:turn.example.org>; rel="ice-server"; username="me"; credential="a\\"b"; credential-type="password"',
    ]);
    for (const line of ['a=ice-lite', 'a=setup:passive', 'a=recvonly', 'a=rtcp-mux', 'a=rtcp-mux-only', 'a=group:BUNDLE 0 1']) {
      expect(text.split('\r\n')).toContain(line);
    }
    const call = fakeCall(sfu.url);
    await call.join({ roomId: room, name: 'Ann' });
    const studio = seenBy(call, 'Studio');
    expect(studio).toMatchObject({ role: 'speaker' });
    expect(studio?.tracks.map(({ source }) => source).sort()).toEqual(['camera', 'mic']);
    call.dispose();
    expect(await end(session)).toBe(200);
    expect(await end(session)).toBe(404);
  });

  test('of an encoder makes nobody host but people', async () => {
    const room = newRoom();
    const { session } = await publish(room);
    const call = fakeCall(sfu.url);
    await call.join({ roomId: room, name: 'Ann' });
    expect([call.getState().room?.self.role, seenBy(call, 'Studio')?.role]).toEqual(['host', 'speaker']);
    call.dispose();
    await end(session);
  });

  test('takes candidates, and restarts ICE', async () => {
    const { session, etag } = await publish(newRoom(), { ufrag: 'first' });
    const type = 'application/trickle-ice-sdpfrag';
    const fragment = (ufrag: string): string =>
      `a=ice-ufrag:${ufrag}\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n`
      + 'a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag x\r\na=end-of-candidates\r\n';
    const patch = async (sent: Sent) => await send(session, { method: 'PATCH', type, ...sent });
    const trickled = await patch({ body: fragment('first'), ifMatch: etag });
    expect([trickled.status, trickled.text, trickled.headers.get('etag')]).toEqual([204, '', null]);
    expect((await patch({ body: fragment('first') })).status).toBe(428);
    expect((await patch({ body: fragment('first'), ifMatch: '"other"' })).status).toBe(412);
    expect((await patch({ body: 'no fragment', ifMatch: etag })).status).toBe(400);
    expect((await patch({ body: fragment('first'), ifMatch: etag, type: 'text/plain' })).status).toBe(415);

    const restarted = await patch({ body: fragment('second'), ifMatch: '*' });
    expect(restarted.status).toBe(200);
    expect(restarted.headers.get('content-type')).toBe(type);
    expect(restarted.text).toMatch(/^a=ice-lite\r\n(?:.*\r\n)*a=ice-ufrag:\S+\r\n(?:.*\r\n)*a=candidate:/u);
    expect(restarted.text).not.toMatch(/^v=/mu);
    const next = restarted.headers.get('etag') ?? '';
    expect(next).not.toBe(etag);
    expect((await patch({ body: fragment('second'), ifMatch: etag })).status).toBe(412);
    expect((await patch({ body: fragment('second'), ifMatch: next })).status).toBe(204);
    await end(session);
  });

  test('of the same subject takes the place of the one before', async () => {
    const room = newRoom();
    const token = await tokenFor(room, { publish: true, sub: 'camera-1' });
    const first = await send(`/whip/${room}`, { token, body: offer() });
    const second = await send(`/whip/${room}`, { token, body: offer() });
    expect([first.status, second.status, (await sessions()).whip]).toEqual([201, 201, 1]);
    expect(await end(first.headers.get('location') ?? '')).toBe(404);
    await end(second.headers.get('location') ?? '');
  });

  test('without a connection ends by itself, and all of it', async () => {
    const hasty = await startSfu({ tokenKeys: TOKEN_KEYS, whip: { timeoutSeconds: 2 } });
    const { session } = await publish('gone', {}, hasty.url);
    expect((await sessions(hasty.url)).whip).toBe(1);
    await until('nothing is left', () => JSON.stringify(hasty.census()) === JSON.stringify(NOTHING), 15_000);
    expect(await sessions(hasty.url)).toEqual({ whip: 0, whep: 0 });
    expect((await send(session, { method: 'DELETE', url: hasty.url })).status).toBe(404);
    await hasty.close();
  });

  test('ends when its worker does', async () => {
    const one = await startSfu({ tokenKeys: TOKEN_KEYS, media: { workers: 1 } });
    const { session } = await publish('lost', {}, one.url);
    expect((await send('/whep/lost', { body: offer({ direction: 'recvonly' }), url: one.url })).status).toBe(201);
    expect(await sessions(one.url)).toEqual({ whip: 1, whep: 1 });
    process.kill(one.workerPids()[0] as number, 'SIGKILL');
    await until('both are gone', async () => JSON.stringify(await sessions(one.url)) === '{"whip":0,"whep":0}');
    await until('nothing is left', () => JSON.stringify(one.census()) === JSON.stringify(NOTHING));
    expect((await send(session, { method: 'DELETE', url: one.url })).status).toBe(404);
    await one.close();
  });

  test('ends when its worker is drained, and others go on', async () => {
    const two = await startSfu({ tokenKeys: TOKEN_KEYS, adminKey: ADMIN_KEY });
    await publish('here', {}, two.url);
    await publish('there', {}, two.url);
    await fetch(`${two.url}/api/v1/admin/workers`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ count: 1 }),
    });
    await until('one is left', async () => (await sessions(two.url)).whip === 1);
    await until('the worker has ended', () => two.workerPids().length === 1);
    await two.close();
  });

  test('ends when a host takes the encoder off the stage', async () => {
    const room = newRoom();
    const call = fakeCall(sfu.url);
    await call.join({ roomId: room, name: 'Ann' });
    const { session } = await publish(room);
    await until('the encoder is seen', () => seenBy(call, 'Studio'));
    const { id } = seenBy(call, 'Studio') as Peer;
    await expect(call.stage.setRole(id, 'host')).rejects.toMatchObject({ code: 'CONFLICT' });
    await call.stage.setRole(id, 'viewer');
    await until('the session is gone', async () => (await end(session)) === 404);
    call.dispose();
  });
});

describe('what is refused', () => {
  const status = async (sent: Sent, room = newRoom(), kind = 'whip'): Promise<number> => {
    const token = sent.token ?? await tokenFor(room, { publish: true });
    const answer = await send(`/${kind}/${room}`, { ...sent, token });
    if (answer.status >= 400) {
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status, title: expect.any(String), detail: expect.any(String) });
    }
    return answer.status;
  };

  test('offers that are none, or can’t be answered whole', async () => {
    expect(await status({ body: offer(), type: 'application/json' })).toBe(415);
    expect(await status({ body: 'hello' })).toBe(400);
    expect(await status({ body: '' })).toBe(400);
    expect(await status({ body: 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n' })).toBe(400);
    expect(await status({ body: offer().replaceAll(/a=fingerprint.*\r\n/gu, '') })).toBe(400);
    expect(await status({ body: offer().padEnd(70_000, 'x') })).toBe(413);
    expect(await status({ body: offer({ direction: 'recvonly' }) })).toBe(422);
    expect(await status({ body: offer({ direction: 'inactive' }) })).toBe(422);
    expect(await status({ body: offer({ video: '96 H265/90000' }) })).toBe(422);
    expect(await status({ body: offer().replaceAll('a=rtcp-mux\r\n', '') })).toBe(422);
    expect(await status({ body: offer().replace('BUNDLE 0 1', 'BUNDLE 0') })).toBe(422);
    expect(await status({ body: offer().replace('m=audio', 'm=video').replace('opus/48000/2', 'VP8/90000') })).toBe(422);
    expect(await status({ body: offer({ more: 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1' }) })).toBe(422);
    expect(await sessions()).toEqual({ whip: 0, whep: 0 });
  });

  test('offers with a line changed or missing, without a fault of the server', async () => {
    const lines = offer({ more: 'a=simulcast:send 1;2\r\na=rid:1 send max-width=320\r\na=rid:2 send' }).trimEnd().split('\r\n');
    const variants = lines.flatMap((line, i) => ['', line.replace(/[:=].*/u, ':1'), line.replace(/\d+/gu, '99999999999'), `${line} ${line}`]
      .map((other) => lines.with(i, other).filter((kept) => kept !== '').join('\r\n')));
    const router = routerRtpCapabilities() as RtpCapabilities;
    for (const text of variants) {
      try {
        readOffer(text, 'publish', router).sections.forEach((section) => publishedSection(section, 'vp8'));
      } catch (error) {
        expect([text, (error as CallError).code]).toEqual([text, expect.stringMatching(/^(?:BAD_REQUEST|INCOMPATIBLE_MEDIA)$/u)]);
      }
    }
  });

  test('bearers without the right token', async () => {
    const room = newRoom();
    const body = offer();
    const none = await send(`/whip/${room}`, { body });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const wrong = await send(`/whip/${room}`, { body, token: 'no-token' });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await status({ body, token: await tokenFor(room, { publish: true }, -60) }, room)).toBe(401);
    const [head, claims] = (await tokenFor(room, { publish: true })).split('.');
    expect(await status({ body, token: `${head}.${claims}.AAAA` }, room)).toBe(401);
    expect(await status({ body, token: `${btoa('{"alg":"none"}')}.${claims}.` }, room)).toBe(401);
    expect(await status({ body, token: await tokenFor('elsewhere', { publish: true }) }, room)).toBe(401);
    expect(await status({ body, token: await tokenFor(room, { subscribe: true }) }, room)).toBe(403);
    const playing = offer({ direction: 'recvonly' });
    expect(await status({ body: playing, token: await tokenFor(room, { publish: true }) }, room, 'whep')).toBe(403);
    expect(await status({ body: playing, token: 'no-token' }, room, 'whep')).toBe(401);
  });

  test('more sessions than there may be, and rooms that are full', async () => {
    const made = await Promise.all(Array.from({ length: 3 }, () => publish(newRoom())));
    const fourth = await publish(newRoom());
    expect([made.map(({ status: code }) => code), fourth.status]).toEqual([[201, 201, 201], 503]);
    expect(fourth.headers.get('retry-after')).toMatch(/^\d+$/u);
    await Promise.all(made.map(({ session }) => end(session)));

    const room = newRoom();
    await fetch(`${sfu.url}/api/v1/admin/rooms/${room}/settings`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ maxSpeakers: 1 }),
    });
    const only = await publish(room);
    const full = await publish(room);
    expect([only.status, full.status, full.headers.get('retry-after')]).toEqual([201, 503, '15']);
    await end(only.session);
  });

  test('sessions and methods that there are not', async () => {
    expect((await send('/whip/room/nothing', { method: 'DELETE' })).status).toBe(404);
    const type = 'application/trickle-ice-sdpfrag';
    expect((await send('/whip/room/nothing', { method: 'PATCH', body: 'a=ice-ufrag:x', type, ifMatch: '*' })).status).toBe(404);
    expect((await send('/whip/Not%20a%20room', { body: offer(), token: 'x' })).status).toBe(404);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await send('/whip/room', { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD, OPTIONS']);
    }
    const { session } = await publish(newRoom());
    expect((await send(session, { method: 'PUT' })).status).toBe(405);
    expect((await send(session.replace('/whip/', '/whep/'), { method: 'DELETE' })).status).toBe(404);
    // There is nothing to represent, and it is no error to look.
    expect((await send(session, { method: 'GET' })).status).toBe(204);
    expect((await send('/whip/room', { method: 'GET' })).status).toBe(204);
    await end(session);
  });

  test('an address that asks too often', async () => {
    const busy = await startSfu();
    const codes = await Promise.all(Array.from({ length: 70 }, async () => await send('/whip/room', { body: offer(), url: busy.url })));
    const refused = codes.filter(({ status: code }) => code === 429);
    expect(refused).toHaveLength(10);
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/u);
    await busy.close();
  });
});

describe('players', () => {
  test('come again while nobody publishes', async () => {
    const { status, headers } = await play(newRoom());
    expect([status, headers.get('retry-after')]).toEqual([409, '5']);
  });

  test('are sent the payload types that they offered', async () => {
    const room = newRoom();
    const { session } = await publish(room);
    const played = await play(room, { audio: '77 opus/48000/2', video: '125 VP8/90000' });
    expect(played.status).toBe(201);
    for (const line of ['a=rtpmap:77 opus/48000/2', 'a=rtpmap:125 VP8/90000', 'a=sendonly', 'a=msid:plenary video']) {
      expect(played.text.split('\r\n')).toContain(line);
    }
    expect((await play(room, { video: '96 H264/90000' })).status).toBe(422);
    const heard = await play(room, { video: null });
    expect([heard.status, /^m=video/mu.test(heard.text)]).toEqual([201, false]);
    expect((await play(room)).status).toBe(503);
    expect(await sessions()).toEqual({ whip: 1, whep: 2 });
    await Promise.all([session, ...[played, heard].map(({ headers }) => headers.get('location') ?? '')].map(end));
  });

  test('wait for who publishes next, and come again for another codec', async () => {
    const room = newRoom();
    const first = await publish(room);
    const played = (await play(room)).headers.get('location') ?? '';
    await end(first.session);
    const second = await publish(room);
    expect((await send(played, { method: 'GET' })).status).toBe(204);
    await end(second.session);
    const other = await publish(room, { video: '96 VP9/90000' });
    await until('the player’s session is gone', async () => (await send(played, { method: 'GET' })).status === 404);
    const again = await play(room, { video: '98 VP9/90000' });
    expect([again.status, again.text.includes('a=rtpmap:98 VP9/90000')]).toEqual([201, true]);
    await Promise.all([other.session, again.headers.get('location') ?? ''].map(end));
  });

  test('are counted as viewers', async () => {
    const room = newRoom();
    const { session } = await publish(room);
    const call = fakeCall(sfu.url);
    await call.join({ roomId: room, name: 'Ann' });
    const played = await play(room);
    expect(played.status).toBe(201);
    await until('the viewer is counted', () => call.getState().room?.viewers === 1);
    call.dispose();
    await end(played.headers.get('location') ?? '');
    await end(session);
  });
});

test('pages of other origins may use it', async () => {
  const response = await fetch(`${sfu.url}/whip/room`, {
    method: 'OPTIONS',
    headers: { 'origin': 'https://elsewhere.example', 'access-control-request-method': 'POST' },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('accept-post')).toBe('application/sdp');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
  expect(response.headers.get('access-control-expose-headers')).toContain('Location');
});

test('tokens are made for whoever has the admin key', async () => {
  const room = newRoom();
  const ask = async (input: object, key = ADMIN_KEY) => await fetch(`${sfu.url}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  expect((await ask({ room, publish: true }, 'wrong')).status).toBe(401);
  expect((await ask({ room: 'No Room', publish: true })).status).toBe(400);
  expect((await ask({ room, publish: true, ttl: 0 })).status).toBe(400);
  const made = await ask({ room, name: 'Studio', publish: true, ttl: 60 });
  const { token, expiresAt } = (await made.json()) as { token: string; expiresAt: number };
  expect([made.status, Math.abs(expiresAt - Date.now() - 60_000) < 5_000]).toEqual([201, true]);
  const answer = await send(`/whip/${room}`, { token, body: offer() });
  expect(answer.status).toBe(201);
  await end(answer.headers.get('location') ?? '');
});
