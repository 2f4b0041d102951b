import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { IceServer, TransportOptions } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { offer } from '../support/http-media.ts';
import { rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const SECRET = 'a-secret-shared-with-the-turn-server';
const TURN = 'turn:turn.example.org?transport=udp';
const STUN = { urls: ['stun:stun.example.org'] };

/** What a join answers and `mediaMoved` brings. */
type Media = Joined & { readonly iceServers: IceServer[]; readonly recvTransport: TransportOptions };

let sfu: Sfu;
const clients: RawClient[] = [];

beforeEach(async () => {
  sfu = await startSfu({
    iceServers: [STUN],
    turn: { urls: [TURN], secret: SECRET, ttlSeconds: 300 },
    tokenKeys: TOKEN_KEYS,
    media: { listenIps: ['127.0.0.1'], announcedAddresses: ['203.0.113.9', 'meet.example.org'] },
  });
});

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await sfu.close();
});

async function joined(): Promise<{ client: RawClient; media: Media }> {
  const client = await rawClient(sfu.url);
  clients.push(client);
  return { client, media: (await client.join('relayed')) as Media };
}

/** The server's own, made with its secret for this peer, and good for five minutes at the most. */
function expectOwn([stun, turn]: readonly IceServer[], peerId: string): void {
  expect(stun).toEqual(STUN);
  expect(turn?.urls).toEqual([TURN]);
  const [ends, name] = turn?.username?.split(':') ?? [];
  expect(name).toBe(peerId);
  expect(Number(ends) - Date.now() / 1_000).toBeGreaterThan(280);
  expect(Number(ends) - Date.now() / 1_000).toBeLessThanOrEqual(300);
  expect(turn?.credential).toBe(createHmac('sha1', SECRET).update(`${ends}:${name}`).digest('base64'));
}

test('who joins gets credentials for TURN of their own, and new ones when their media move', async () => {
  const [ann, bob] = [await joined(), await joined()];
  const annId = ann.media.snapshot.selfId;
  expectOwn(ann.media.iceServers, annId);
  expectOwn(bob.media.iceServers, bob.media.snapshot.selfId);
  sfu.workerPids().forEach((pid) => process.kill(pid, 'SIGKILL'));
  const moved = (): { payload: unknown } | undefined => ann.client.notifications.find(({ name }) => name === 'mediaMoved');
  await until('the media have moved', () => moved() !== undefined);
  expectOwn((moved()?.payload as Media).iceServers, annId);
});

test('an encoder gets its own in Link headers', async () => {
  const response = await fetch(`${sfu.url}/whip/relayed`, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp', authorization: `Bearer ${await tokenFor('relayed', { publish: true })}` },
    body: offer(),
  });
  expect(response.status).toBe(201);
  const link = response.headers.get('link') ?? '';
  const [, username = '', credential] = /<turn:[^>]+>; rel="ice-server"; username="([^"]+)"; credential="([^"]+)"/u.exec(link) ?? [];
  expect(username).toMatch(/^\d+:[\w-]{8,}$/u);
  expect(credential).toBe(createHmac('sha1', SECRET).update(username).digest('base64'));
});

test('each announced address is a candidate for UDP and one for TCP, UDP first', async () => {
  const { media } = await joined();
  const candidates = media.recvTransport.iceCandidates.map(({ protocol, address }) => `${protocol} ${address}`);
  expect(candidates).toEqual(['udp 203.0.113.9', 'udp meet.example.org', 'tcp 203.0.113.9', 'tcp meet.example.org']);
  const priorities = media.recvTransport.iceCandidates.map(({ priority }) => priority);
  expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
});

test('nobody is told of relays, or of the secret, without being in a room', async () => {
  for (const path of ['/api/v1/config', '/metrics', '/readyz']) {
    const text = await (await fetch(`${sfu.url}${path}`)).text();
    expect(text).not.toContain('turn.example.org');
    expect(text).not.toContain(SECRET);
  }
  const client = await rawClient(sfu.url);
  clients.push(client);
  const answer = await client.send('restartIce', { transportId: 'none' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'WRONG_PHASE' } });
});
