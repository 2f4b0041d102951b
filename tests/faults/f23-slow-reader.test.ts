import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LIMITS, PROTOCOL_VERSION } from '@plenary/protocol';
import { WebSocket } from 'ws';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { figure, recordFault } from '../support/fault-record.ts';
import { rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;
let writer: RawClient;

beforeAll(async () => {
  // The room's chat has to be filled faster than a person may write.
  sfu = await startSfu({ limits: { rateFactor: 1_000 } });
  writer = await rawClient(sfu.url);
  await writer.join('long');
});

afterAll(async () => {
  writer?.close();
  await sfu?.close();
});

async function connected(): Promise<WebSocket> {
  const socket = new WebSocket(`${sfu.url.replace(/^http/u, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => void messages.push(data.toString()));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION })}`);
  await until('connected', () => messages.some((message) => message.startsWith('40')));
  return socket;
}

test('a client that stops reading is cut within 10 s, and is counted', async () => {
  for (let i = 0; i < LIMITS.chatHistory; i++) {
    expect(await writer.send('sendChat', { text: '慢'.repeat(LIMITS.chatLength) })).toMatchObject({ ok: true });
  }
  const reader = await connected();
  expect(sfu.census().connections).toBe(2);
  reader.pause();
  // Each answer carries the whole chat, far more than the system takes for a reader that has stopped.
  for (let i = 0; i < 30; i++) {
    reader.send(`420["join",${JSON.stringify({ roomId: 'long', name: 'Slow', rtpCapabilities: {} })}]`);
    reader.send('421["leave",{}]');
  }
  const began = performance.now();
  await until('it is cut', () => sfu.census().connections === 1, 10_000);
  recordFault({ id: 'F23', injected: 1, recovered: 1, figures: [figure('until it is cut', 'ms', [performance.now() - began], { max: 10_000 })] });
  expect(await (await fetch(`${sfu.url}/metrics`)).text()).toContain('plenary_connections_limited_total{reason="slowReader"} 1');
  expect(await writer.send('sendChat', { text: 'still here' })).toMatchObject({ ok: true });
  // It may have been cut while it was in the room: then its stay goes with its grace period.
  await until('only the writer is left', () => sfu.census().peers === 1, 40_000);
  reader.terminate();
}, 120_000);
