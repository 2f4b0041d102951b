import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { fanOut } from '../../apps/sfu/src/signaling/fan-out.ts';
import { until } from '../support/until.ts';

/** As engine.io has it, beneath socket.io. */
interface Raw {
  readonly writeBuffer: readonly unknown[];
  readonly transport: { readonly writable: boolean; readonly socket: { readonly bufferedAmount: number } };
}

let server: Server;
let clients: Socket[];
/** What each client received, in order. */
let received: string[][];

beforeEach(async () => {
  const http = createServer();
  server = new Server(http, { transports: ['websocket'], serveClient: false });
  server.on('connection', (socket) => void socket.join('room'));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  received = [[], [], []];
  clients = received.map((texts) => {
    const client = connect(url, { transports: ['websocket'], forceNew: true, reconnection: false });
    client.on('text', (text: string) => void texts.push(text));
    return client;
  });
  await until('all are connected', () => sockets().length === 3 && clients.every(({ connected }) => connected));
});

afterEach(async () => {
  clients.forEach((client) => client.disconnect());
  await server.close();
});

const toAll = (text: string): void => fanOut(server.of('/'), 'room', 'text', text);
const sockets = (): ServerSocket[] => [...server.sockets.sockets.values()];
const rawOf = ({ conn }: ServerSocket): Raw => conn as unknown as Raw;
const untilAll = async (expected: readonly string[]): Promise<void> => {
  await until('all is received', () => received.every((texts) => texts.length >= expected.length), 20_000);
  expect(received).toEqual(received.map(() => expected));
};

describe('what is sent to all', () => {
  test('arrives whole whatever its length, and in order with what is sent to one of them', async () => {
    // WebSocket headers have 2, 4 and 10 bytes.
    const texts = ['', 'short', 'ü🙂'.repeat(40), 'x'.repeat(70_000), 'last'];
    for (const text of texts) {
      toAll(text);
      sockets().forEach((socket) => socket.emit('text', `to one after ${text.length}`));
    }
    await untilAll(texts.flatMap((text) => [text, `to one after ${text.length}`]));
  });

  test('is not sent to who left the room, or to a room that there is not', async () => {
    const away = sockets()[0] as ServerSocket;
    await away.leave('room');
    toAll('to those who are left');
    fanOut(server.of('/'), 'nowhere', 'text', 'to nobody');
    away.emit('text', 'to the one');
    await until('everyone has something', () => received.every((texts) => texts.length > 0));
    expect(received.flat().sort()).toEqual(['to the one', 'to those who are left', 'to those who are left']);
  });

  test('waits for a reader that has stopped, where it can be seen, and comes in order after all', async () => {
    const [slow, ...others] = clients as [Socket, ...Socket[]];
    const slowSocket = sockets().find(({ id }) => id === slow.id) as ServerSocket;
    const stream = (slow.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws;
    stream.pause();
    const texts: string[] = [];
    const say = (): void => {
      const text = `${texts.length} ${'x'.repeat(200_000)}`;
      texts.push(text);
      toAll(text);
    };
    await until('the system takes no more', async () => {
      say();
      await new Promise((resolve) => setImmediate(resolve));
      return rawOf(slowSocket).transport.socket.bufferedAmount > 0;
    }, 20_000);
    say();
    say();
    const { transport, writeBuffer } = rawOf(slowSocket);
    expect([transport.writable, writeBuffer.length]).toEqual([false, 1]);
    await until('the others have it all', () => others.every((client) => received[clients.indexOf(client)]?.length === texts.length), 20_000);
    stream.resume();
    await untilAll(texts);
  });

  test('leaves out who is going', async () => {
    sockets().find(({ id }) => id === clients[0]?.id)?.conn.close();
    clients[1]?.disconnect();
    toAll('still here');
    await until('one has it', () => received[2]?.length === 1);
    expect(received[2]).toEqual(['still here']);
  });
});
