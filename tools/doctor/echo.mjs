import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';

const WAIT_MS = 2_000;

/**
 * @typedef {object} EchoOptions
 * @property {number} port
 * @property {string} host The local address to listen on.
 * @property {string} address Where to send to.
 */

/**
 * Listens on a UDP port, sends a random packet to the given address and the same port, and tells whether it
 * came in.
 *
 * @param {EchoOptions} options
 * @returns {Promise<boolean>}
 */
export function udpEcho({ port, host, address }) {
  const family = address.includes(':') ? 'udp6' : 'udp4';
  const token = randomBytes(16);
  return new Promise((resolve) => {
    const receiver = createSocket(family);
    const sender = createSocket(family);
    let finished = false;
    /** @param {boolean} arrived */
    const finish = (arrived) => {
      if (finished) return; // Closing a closed socket throws.
      finished = true;
      clearTimeout(timer);
      receiver.close();
      sender.close();
      resolve(arrived);
    };
    const timer = setTimeout(() => finish(false), WAIT_MS);
    receiver.once('error', () => finish(false));
    sender.once('error', () => finish(false));
    receiver.on('message', (message) => {
      if (message.equals(token)) finish(true);
    });
    const local = family === 'udp6' && host === '0.0.0.0' ? '::' : host;
    receiver.bind(port, local, () => sender.send(token, port, address));
  });
}

/**
 * The same over TCP.
 *
 * @param {EchoOptions} options
 * @returns {Promise<boolean>}
 */
export function tcpEcho({ port, host, address }) {
  const token = randomBytes(16);
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        socket.destroy();
        if (data.equals(token)) finish(true);
      });
    });
    /** @type {import('node:net').Socket | undefined} */
    let client;
    /** @param {boolean} arrived */
    const finish = (arrived) => {
      clearTimeout(timer);
      client?.destroy();
      server.close();
      resolve(arrived);
    };
    const timer = setTimeout(() => finish(false), WAIT_MS);
    server.once('error', () => finish(false));
    const local = address.includes(':') && host === '0.0.0.0' ? '::' : host;
    server.listen(port, local, () => {
      client = connect({ port, host: address }, () => client?.write(token));
      client.once('error', () => finish(false));
    });
  });
}

/**
 * Whether somebody accepts TCP connections there.
 *
 * @param {string} address
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function tcpConnects(address, port) {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: WAIT_MS });
    /** @param {boolean} connected */
    const finish = (connected) => {
      socket.destroy();
      resolve(connected);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}
