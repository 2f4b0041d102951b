import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import { Entrance } from '../../apps/sfu/src/access/entrance.ts';
import { signingKeys } from '../../apps/sfu/src/access/keys.ts';
import { Tokens } from '../../apps/sfu/src/access/tokens.ts';
import { hlsRoutes } from '../../apps/sfu/src/http/hls.ts';
import type { HlsOutputs } from '../../apps/sfu/src/media/hls/outputs.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';

/*
 * Where no ticket is needed, whatever stood in its place in the address was written into the playlist, line ends and
 * other servers' addresses too.
 */
const PLAYLIST = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:1,\nseg1.m4s\n';
let server: Server;

async function serve(access: 'open' | 'closed'): Promise<string> {
  const tokens = new Tokens(signingKeys(TOKEN_KEYS));
  const entrance = new Entrance({ access, tokens, isOpen: () => true });
  const outputs = { get: () => ({ playlist: PLAYLIST, has: () => false, folder: '/nowhere' }) } as unknown as HlsOutputs;
  server = createServer(express().use('/hls', hlsRoutes({ outputs, entrance, origins: [], rateFactor: 1 })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hls/board`;
}

afterEach(() => void server.close());

const planted = encodeURIComponent('x\nhttps://elsewhere.example.org/seg.m4s');

test('a playlist of an open server says nothing that stood in its address', async () => {
  const url = await serve('open');
  const response = await fetch(`${url}/index.m3u8?ticket=${planted}`);
  expect(await response.text()).toBe(PLAYLIST);
});

test('one of a closed server hands its own tickets on, and takes no others', async () => {
  const url = await serve('closed');
  expect((await fetch(`${url}/index.m3u8?ticket=${planted}`)).status).toBe(401);
  const made = await fetch(`${url}/ticket`, { method: 'POST', headers: { authorization: `Bearer ${await tokenFor('board')}` } });
  const { url: path } = (await made.json()) as { url: string };
  const ticket = new URL(path, url).searchParams.get('ticket') ?? '';
  expect(ticket).toMatch(/^[\w.-]+$/u);
  expect(await (await fetch(`${url}/index.m3u8?ticket=${ticket}`)).text())
    .toBe(PLAYLIST.replace('init.mp4', `init.mp4?ticket=${ticket}`).replace('seg1.m4s', `seg1.m4s?ticket=${ticket}`));
});
