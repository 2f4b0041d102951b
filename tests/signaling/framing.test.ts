import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSfu } from '../support/sfu.ts';

let pages: Server;

beforeAll(async () => {
  pages = createServer((_request, response) => response.end('page'));
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
});

afterAll(() => void pages.close());

const OWN = "frame-ancestors 'self'";

describe('which sites may show a page in a frame', () => {
  test.each([
    ['nobody else by default', [], OWN],
    ['those that are allowed', ['https://a.example', 'https://b.example'], `${OWN} https://a.example https://b.example`],
    ['all', ['*'], 'frame-ancestors *'],
  ])('%s, and the embedded player only', async (_what, embedOrigins, expected) => {
    const sfu = await startSfu({ webOrigin: `http://127.0.0.1:${(pages.address() as AddressInfo).port}`, embedOrigins });
    const policyOf = async (path: string): Promise<string | null> =>
      /frame-ancestors [^;]+/u.exec((await fetch(`${sfu.url}${path}`)).headers.get('content-security-policy') ?? '')?.[0] ?? null;
    expect(await policyOf('/embed/abc')).toBe(expected);
    expect(await policyOf('/embed/abc?x=1')).toBe(expected);
    for (const path of ['/', '/r/abc', '/watch/abc', '/embed', '/embed/abc/more', '/embed%2Fabc', '/r/embed/abc']) {
      expect([path, await policyOf(path)]).toEqual([path, OWN]);
    }
    await sfu.close();
  });
});
