import { expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { addressOf, prepareRawSockets } from '../../apps/sfu/src/signaling/raw-socket.ts';

test('a connection holds no HTTP request, and it is still known where it comes from', async () => {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], serveClient: false });
  prepareRawSockets(server);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const opened = new Promise<object>((resolve) => server.on('connection', ({ conn }) => resolve(conn)));
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'], forceNew: true });
  const connection = await opened;
  expect({ ...connection }).toMatchObject({ request: null });
  expect(addressOf(connection)).toBe('127.0.0.1');
  client.disconnect();
  await server.close();
});
