import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { startSfu, type ConfigParts } from '../support/sfu.ts';

let pages: Server;
let asked: IncomingHttpHeaders[];
let sfu: Sfu;

beforeAll(async () => {
  pages = createServer((request, response) => {
    asked.push(request.headers);
    response.end('page');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
});

afterAll(() => void pages.close());
afterEach(() => sfu.close());

async function start(parts: ConfigParts = {}): Promise<void> {
  asked = [];
  sfu = await startSfu({ media: { workers: 1 }, webOrigin: `http://127.0.0.1:${(pages.address() as AddressInfo).port}`, ...parts });
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${sfu.url}${path}`, { headers });

describe('a page', () => {
  test('runs scripts with the nonce of its response only, and the web app is told which', async () => {
    await start();
    const policies = await Promise.all([1, 2].map(async () => {
      // What a client says of the policy is not believed.
      const response = await get('/r/abc', { 'content-security-policy': "script-src 'nonce-mine'", 'x-nonce': 'mine' });
      return response.headers.get('content-security-policy') ?? '';
    }));
    const nonces = policies.map((policy) => /script-src 'nonce-([\w+/]{22}==)' 'strict-dynamic';/u.exec(policy)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain(undefined);
    expect(new Set(asked.map((headers) => headers['x-nonce']))).toEqual(new Set(nonces));
    expect(new Set(asked.map((headers) => headers['content-security-policy']))).toEqual(new Set(policies));
    expect(policies[0]).not.toContain('unsafe-eval');
    expect(policies[0]).toContain(`connect-src 'self' ${sfu.url.replace('http', 'ws')} `);
    for (const directive of ["object-src 'none'", "base-uri 'none'", "default-src 'self'", "form-action 'self'"]) {
      expect(policies[0]).toContain(directive);
    }
  });

  test('loads and sends what it needs from and to this server only', async () => {
    await start({ publicUrl: 'https://meet.example.org' });
    const policy = (await get('/r/abc')).headers.get('content-security-policy') ?? '';
    const directives = new Map(policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(' ');
      return [name, sources.filter((source) => !source.startsWith("'nonce-")).join(' ')];
    }));
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'self'",
      'script-src': "'strict-dynamic'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data: blob:",
      'font-src': "'self'",
      'media-src': "'self' blob:",
      'worker-src': "'self' blob:",
      'connect-src': "'self' wss://meet.example.org",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'self'",
    });
  });

  test('keeps devices to itself, its address from others, and its window from those who opened it', async () => {
    await start();
    const { headers } = await get('/r/abc');
    const permissions = headers.get('permissions-policy') ?? '';
    for (const feature of ['camera', 'microphone', 'display-capture', 'speaker-selection', 'screen-wake-lock']) {
      expect(permissions).toContain(`${feature}=(self)`);
    }
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect((await get('/embed/abc')).headers.get('cross-origin-opener-policy')).toBeNull();
  });

  test('cannot have its policy bent by the name that it is called under', async () => {
    await start();
    const { request } = await import('node:http');
    const policy = await new Promise<string>((resolve) => request(`${sfu.url}/`, { headers: { host: "evil'*" } }, (response) => {
      response.resume();
      resolve(String(response.headers['content-security-policy']));
    }).end());
    expect(policy).toMatch(/connect-src 'self' ?;/u);
  });
});

test.each(['/', '/api/v1/config', '/healthz', '/hls/abc/index.m3u8', '/whip/abc', '/nowhere', '/%ff'])('%s is held to TLS where the public address has it', async (path) => {
  await start({ publicUrl: 'https://meet.example.org' });
  const { headers } = await get(path);
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  expect([headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual(['nosniff', 'no-referrer']);
  await sfu.close();
  await start();
  expect((await get(path)).headers.get('strict-transport-security')).toBeNull();
});

describe('the API', () => {
  test('is refused to pages of foreign origins, and readable for those that are allowed', async () => {
    await start({ allowedOrigins: ['https://app.example'] });
    const foreign = await get('/api/v1/config', { origin: 'https://evil.example' });
    expect([foreign.status, ((await foreign.json()) as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const allowed = await get('/api/v1/config', { origin: 'https://app.example' });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://app.example']);
    const own = await get('/api/v1/config', { origin: sfu.url });
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, null]);
    const preflight = await fetch(`${sfu.url}/api/v1/tokens`, { method: 'OPTIONS', headers: { origin: 'https://app.example' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization, content-type']);
  });
});

describe('an address that asks too often', () => {
  test.each([['/hls/abc/index.m3u8', 1_000], ['/hls/abc/seg-1.m4s', 1_000]])('is answered 429 at %s too, late enough for many viewers', async (path, allowed) => {
    await start({ limits: { rateFactor: 0.1 }, allowedOrigins: ['https://app.example'] });
    const origin = 'https://app.example';
    const from = (address: string): Promise<Response> => get(path, { 'x-forwarded-for': address, origin });
    const statuses: number[] = [];
    for (let i = 0; i < allowed; i += 100) {
      statuses.push(...(await Promise.all(Array.from({ length: 100 }, () => from('203.0.113.7')))).map(({ status }) => status));
    }
    expect(statuses).toEqual(Array.from({ length: allowed }, () => 404));
    const refused = await from('203.0.113.7');
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([429, origin]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('access-control-expose-headers')).toContain('retry-after');
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await from('203.0.113.8')).status).toBe(404);
  });

  test.each([['/api/v1/config', 30], ['/r/abc', 60]])('is answered 429 at %s, and others are not', async (path, allowed) => {
    await start({ limits: { rateFactor: 0.1 } });
    const from = (address: string): Promise<Response> => get(path, { 'x-forwarded-for': address });
    const answers = await Promise.all(Array.from({ length: allowed + 5 }, () => from('203.0.113.7')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused[0]?.headers.get('x-content-type-options')).toBe('nosniff');
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/u);
    expect(await refused[0]?.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await from('203.0.113.8')).status).toBe(200);
  });

  test('to leave is bounded by itself: who closes many pages at once can open the next all the same', async () => {
    await start({ limits: { rateFactor: 0.1 } });
    const leave = (): Promise<Response> => fetch(`${sfu.url}/api/v1/leave`, {
      method: 'POST',
      headers: { 'x-forwarded-for': '203.0.113.7', 'content-type': 'application/json' },
      body: JSON.stringify({ roomId: 'left', resumeToken: 'none' }),
    });
    const statuses = (await Promise.all(Array.from({ length: 35 }, leave))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect((await get('/api/v1/config', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(200);
  });
});
