import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { prepareRawSockets } from '../../apps/sfu/src/signaling/raw-socket.ts';
import { until } from '../support/until.ts';

let server: Server;
let clients: Socket[];
/** What each client received, in order. */
let received: string[][];
/** The pieces of each frame that went out for several sockets at once. */
let frames: Buffer[][];

beforeEach(async () => {
  const http = createServer();
  server = new Server(http, { transports: ['websocket'], serveClient: false });
  prepareRawSockets(server);
  frames = [];
  server.engine.on('connection', (raw: { on(name: string, listener: (packet: never) => void): void }) => {
    raw.on('packetCreate', ({ options }: { options?: { wsPreEncodedFrame?: Buffer[] } }) => {
      if (options?.wsPreEncodedFrame !== undefined) {
        frames.push([...options.wsPreEncodedFrame]);
      }
    });
  });
  server.on('connection', (socket) => void socket.join('room'));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  received = [[], [], []];
  clients = received.map((texts) => {
    const client = connect(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    client.on('text', (text: string) => void texts.push(text));
    return client;
  });
  await until('all are connected', () => server.engine.clientsCount === 3 && clients.every(({ connected }) => connected));
});

afterEach(async () => {
  clients.forEach((client) => client.disconnect());
  await server.close();
});

describe('trimmed connections', () => {
  test('hold no HTTP request', () => {
    const raw = Object.values((server.engine as unknown as { clients: Record<string, { request: unknown }> }).clients);
    expect(raw.map(({ request }) => request)).toEqual([null, null, null]);
  });

  test('receive broadcasts of every length whole, and in order with what is sent to one of them', async () => {
    // Frames have headers of 2, 4 and 10 bytes.
    const texts = ['', 'short', 'ü🙂'.repeat(40), 'x'.repeat(70_000), 'last'];
    for (const text of texts) {
      server.to('room').emit('text', text);
      server.sockets.sockets.forEach((socket) => socket.emit('text', `to one after ${text.length}`));
    }
    const expected = texts.flatMap((text) => [text, `to one after ${text.length}`]);
    await until('all is received', () => received.every((got) => got.length === expected.length));
    expect(received).toEqual([expected, expected, expected]);
  });

  test('are sent a broadcast as one piece that all of them share', async () => {
    server.to('room').emit('text', 'to all');
    await until('all have received it', () => received.every((got) => got.length === 1));
    expect(frames.map((pieces) => pieces.length)).toEqual([1, 1, 1]);
    expect(new Set(frames.flat()).size).toBe(1);
  });
});
