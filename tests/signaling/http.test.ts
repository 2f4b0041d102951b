import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROTOCOL_VERSION, serverConfigSchema } from '@plenary/protocol';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { fakeCall } from '../support/caller.ts';
import { freePort } from '../support/free-port.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
let pages: Server;

beforeAll(async () => {
  pages = createServer((request, response) => response.end(`page ${request.url} for ${request.headers.host}`));
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  sfu = await startSfu({ webOrigin: `http://127.0.0.1:${(pages.address() as AddressInfo).port}` });
});

afterAll(async () => {
  await sfu.close();
  pages.close();
});

describe('one origin', () => {
  test('serves the API itself and hands the rest to the web app', async () => {
    expect(await (await fetch(`${sfu.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${sfu.url}/readyz`)).json()).toEqual({ status: 'ready' });
    const page = await fetch(`${sfu.url}/r/abc?x=1`);
    expect(await page.text()).toContain('page /r/abc?x=1');
    expect(page.headers.get('x-powered-by')).toBeNull();
  });

  test('has a configuration that a client can use', async () => {
    const response = await fetch(`${sfu.url}/api/v1/config`);
    const config = serverConfigSchema.parse(await response.json());
    expect(config.protocol).toBe(PROTOCOL_VERSION);
    const codecs = config.rtpCapabilities.codecs?.map(({ mimeType }) => mimeType.toLowerCase());
    expect(codecs).toEqual(expect.arrayContaining(['audio/opus', 'video/vp8', 'video/vp9', 'video/h264', 'video/av1']));
  });

  test('answers an address that can’t be decoded with a code', async () => {
    const response = await fetch(`${sfu.url}/r/%E0%A4%A`);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'BAD_REQUEST']);
  });

  test('answers unknown API paths with a code', async () => {
    const response = await fetch(`${sfu.url}/api/v1/nothing`);
    expect([response.status, await response.json()]).toEqual([404, { code: 'NOT_FOUND', message: expect.any(String) }]);
  });

  test('says so when the web app is down, and keeps signaling', async () => {
    const lonely = await startSfu({ webOrigin: 'http://127.0.0.1:9' });
    const response = await fetch(`${lonely.url}/`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([502, '2']);
    const call = fakeCall(lonely.url);
    await call.join({ roomId: 'still', name: 'Ann' });
    call.dispose();
    await lonely.close();
  });
});

describe('metrics', () => {
  const read = async (headers: Record<string, string> = {}, url = sfu.url) => {
    const response = await fetch(`${url}/metrics`, { headers });
    return { status: response.status, text: await response.text() };
  };

  test('count what is there', async () => {
    const call = fakeCall(sfu.url);
    await call.setMic(true);
    await call.join({ roomId: 'counted', name: 'Ann' });
    await until('published', () => sfu.census().producers === 1);
    const { text } = await read();
    for (const line of ['plenary_rooms 1', 'plenary_peers 1', 'plenary_workers 2']) {
      expect(text).toContain(line);
    }
    // On either worker: what an earlier test left may still be going when this one begins.
    const worker = /plenary_producers\{worker="(\d)"\} 1/u.exec(text)?.[1];
    expect(text).toContain(`plenary_transports{worker="${worker}"} 2`);
    expect(text).toMatch(/plenary_worker_cpu_seconds_total\{worker="0"\} [\d.e-]+/u);
    expect(text).toMatch(/plenary_media_bytes_total\{direction="sent"\} \d+/u);
    call.dispose();
  });

  test('are for local, direct requests only', async () => {
    expect((await read({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(403);
  });

  test('with a token are for whoever has it', async () => {
    const guarded = await startSfu({ metricsToken: 'a-long-enough-token' });
    expect((await read({}, guarded.url)).status).toBe(403);
    expect((await read({ authorization: 'Bearer wrong' }, guarded.url)).status).toBe(403);
    expect((await read({ authorization: 'Bearer a-long-enough-token' }, guarded.url)).status).toBe(200);
    await guarded.close();
  });
});

test('a worker whose port is taken stops the start with words', async () => {
  const basePort = await freePort();
  const taken = await startSfu({ media: { workers: 1, basePort } });
  await expect(startSfu({ media: { workers: 1, basePort } })).rejects.toThrow(`media port ${basePort}`);
  await taken.close();
});
