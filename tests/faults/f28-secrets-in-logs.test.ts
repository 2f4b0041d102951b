import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../apps/sfu/src/logger.ts';
import { createSfu } from '../../apps/sfu/src/server.ts';
import { PROTOCOL_VERSION } from '@plenary/protocol';
import { recordFault } from '../support/fault-record.ts';
import { capabilities, opusParameters, rawClient } from '../support/raw.ts';
import { testConfig } from '../support/sfu.ts';
import { until } from '../support/until.ts';

function traced(): { readonly lines: string[]; readonly logger: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level: 'trace', format: 'json' }, { write: (line) => void lines.push(line) }) };
}

describe('a logger', () => {
  test.each([
    'token', 'resumeToken', 'ticket', 'secret', 'key', 'password', 'credential', 'authorization', 'cookie', 'usernameFragment',
    'address', 'ip', 'remoteAddress', 'candidate', 'text', 'box', 'boxes', 'announcement', 'e2ee',
  ])('blanks %s at any depth', (name) => {
    const { lines, logger } = traced();
    const planted = { [name]: 'planted' };
    logger.error(planted, 'one');
    logger.child({ request: planted }).trace({ a: { b: { c: planted } } }, 'deep');
    logger.info({ list: [planted] }, 'in a list');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('planted');
    expect(lines.join('')).toContain('[redacted]');
  });
});

interface Joined {
  resumeToken: string;
  snapshot: { selfId: string };
  iceServers: { username?: string; credential?: string }[];
  sendTransport: { id: string; iceParameters: { usernameFragment: string; password: string } };
  recvTransport: { iceParameters: { usernameFragment: string; password: string } };
}

test('no secret of a call, and nothing that was said in it, comes into the logs at any level', async () => {
  const { lines, logger } = traced();
  const planted = {
    adminKey: 'planted-admin-key-0123456789',
    metricsToken: 'planted-metrics-token-0123456789',
    tokenSecret: 'planted-signing-secret-0123456789-0123456789',
    turnUser: 'planted-turn-user',
    turnCredential: 'planted-turn-credential',
    chat: 'planted chat text',
    question: 'planted question text',
    address: '203.0.113.77',
    wrongToken: 'planted-wrong-token',
    guessedToken: 'planted-guessed-resume-token',
    turnSecret: 'planted-turn-secret-0123456789-0123456789',
    webhookKey: 'planted-webhook-key-0123456789',
    wrongTicket: 'planted-wrong-ticket',
    announcement: 'planted-announcement'.padEnd(130, '-'),
    box: 'planted-box-0123456789',
  };
  const sfu = await createSfu(testConfig({
    adminKey: planted.adminKey,
    metricsToken: planted.metricsToken,
    tokenKeys: [{ id: 'k', secret: planted.tokenSecret }],
    iceServers: [{ urls: ['turn:turn.example.org'], username: planted.turnUser, credential: planted.turnCredential }],
    turn: { urls: ['turn:relay.example.org'], secret: planted.turnSecret, ttlSeconds: 300 },
    // Nobody is there: each attempt fails, which is logged.
    webhooks: { urls: ['http://127.0.0.1:9/hook'], key: planted.webhookKey, allowPrivate: true },
    webOrigin: 'http://127.0.0.1:9',
    media: { workers: 1 },
  }), { logger });
  const found: string[] = [];
  const headers = { 'x-forwarded-for': planted.address };
  const client = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, headers);
  const rtpCapabilities = await capabilities(sfu.url);
  const joined = await client.send<Joined>('join', { roomId: 'secrets', name: 'Ann', publish: true, rtpCapabilities, resumeToken: planted.guessedToken });
  if (!joined.ok) {
    throw new Error(joined.error.code);
  }
  const { resumeToken, sendTransport, recvTransport } = joined.data;
  // Names of TURN users are when they end, and whose they are: no secret.
  found.push(...joined.data.iceServers.flatMap(({ credential = [] }) => credential));
  found.push(resumeToken, sendTransport.iceParameters.password, recvTransport.iceParameters.password);
  const transportId = sendTransport.id;
  await client.send('produce', { transportId, source: 'mic', rtpParameters: opusParameters(1), paused: false });
  // The same stream again is an error of the worker's.
  await client.send('produce', { transportId, source: 'screenAudio', rtpParameters: opusParameters(1), paused: false });
  await client.send('sendChat', { text: planted.chat });
  await client.send('ask', { text: planted.question });
  // Wrong in form, in name, in phase: what was sent must not be told.
  await client.send('sendChat', { text: planted.chat, more: planted.chat });
  await client.send('join', { token: planted.wrongToken, resumeToken: planted.guessedToken });
  await client.send(planted.wrongToken, { text: planted.chat });
  await client.send('setRole', { peerId: planted.wrongToken, role: planted.chat });

  const ask = async (path: string, authorization: string, init: RequestInit = {}): Promise<Response> =>
    await fetch(`${sfu.url}${path}`, { ...init, headers: { ...headers, ...init.headers, authorization: `Bearer ${authorization}` } });
  const json = { 'content-type': 'application/json' };
  const made = await ask('/api/v1/tokens', planted.adminKey, { method: 'POST', headers: json, body: JSON.stringify({ room: 'secrets', publish: true, subscribe: true }) });
  const { token } = (await made.json()) as { token: string };
  found.push(token);
  await ask('/api/v1/tokens', planted.wrongToken, { method: 'POST', headers: json, body: '{}' });
  await ask('/api/v1/tokens', planted.adminKey, { method: 'POST', headers: json, body: `{"room": ${planted.wrongToken}` });
  await ask('/metrics', planted.metricsToken);
  for (const bearer of [token, planted.wrongToken]) {
    await ask('/whip/secrets', bearer, { method: 'POST', headers: { 'content-type': 'application/sdp' }, body: `v=0\r\ns=${planted.chat}\r\n` });
  }
  // The web app can't be reached, which is logged.
  await ask(`/r/secrets?token=${planted.wrongToken}`, planted.wrongToken);

  // A join token, also one that is for another room, and what it is exchanged for.
  const { token: joinToken } = (await (await ask('/api/v1/tokens', planted.adminKey, { method: 'POST', headers: json, body: '{"room": "secrets", "sub": "ann"}' })).json()) as { token: string };
  const { url } = (await (await ask('/hls/secrets/ticket', joinToken, { method: 'POST' })).json()) as { url: string };
  const ticket = new URL(url, sfu.url).searchParams.get('ticket') ?? '';
  found.push(joinToken, ticket);
  for (const given of [ticket, planted.wrongTicket]) {
    await ask(`/hls/secrets/index.m3u8?ticket=${given}`, given);
  }
  const bearer = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, headers);
  for (const roomId of ['secrets', 'elsewhere']) {
    await bearer.send('join', { roomId, name: 'Ben', rtpCapabilities, token: joinToken, ticket: planted.wrongTicket });
  }
  bearer.close();
  // Keys of an encrypted meeting, well-formed and not, and ways back that are none.
  const sealed = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, headers);
  const inside = await sealed.send<Joined>('join', { roomId: 'sealed', name: 'Cem', rtpCapabilities, e2ee: planted.announcement });
  const to = inside.ok ? inside.data.snapshot.selfId : '';
  expect(await sealed.send('sendKeys', { boxes: [{ to, box: planted.box }] })).toMatchObject({ ok: true });
  await sealed.send('sendKeys', { boxes: [{ to, box: planted.box, more: planted.box }] });
  await sealed.send('join', { roomId: 'sealed', e2ee: `${planted.announcement}-` });
  sealed.close();
  const lost = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, headers);
  await lost.send('resume', { roomId: 'secrets', resumeToken: planted.guessedToken });
  client.socket.io.engine.close();
  expect(await lost.send('resume', { roomId: 'secrets', resumeToken })).toMatchObject({ ok: true });
  expect(await lost.send('restartIce', { transportId })).toMatchObject({ ok: true });

  // A stay that breaks off, one that takes its place, and a worker that ends.
  const again = await rawClient(sfu.url, { protocol: PROTOCOL_VERSION }, headers);
  expect(await again.send('join', { roomId: 'secrets', name: 'Ann', rtpCapabilities, resumeToken })).toMatchObject({ ok: true });
  lost.close();
  const [pid = 0] = sfu.workerPids();
  process.kill(pid, 'SIGKILL');
  await until('the worker is replaced', () => lines.some((line) => line.includes('peer has new media')), 10_000);
  again.close();
  await sfu.close();

  const log = lines.join('');
  for (const what of ['room opened', 'peer joined', 'request refused', 'web app not reachable', 'media worker is gone', 'peer resumed', 'webhook']) {
    expect(log).toContain(what);
  }
  const secrets = [...Object.values(planted), ...found];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
  recordFault({ id: 'F28', injected: secrets.length, recovered: secrets.length, figures: [] });
}, 30_000);
