import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/**
 * Whether a port can be bound now.
 *
 * @typedef {'free' | 'busy' | 'forbidden' | 'no such address'} PortState
 */

/** @param {unknown} error @returns {PortState} */
function stateOf(error) {
  switch (/** @type {NodeJS.ErrnoException} */ (error).code) {
    case 'EADDRINUSE':
      return 'busy';
    case 'EACCES':
      return 'forbidden';
    default:
      return 'no such address';
  }
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<PortState>}
 */
export function tcpPortState(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(stateOf(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<PortState>}
 */
export function udpPortState(port, host) {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      resolve(stateOf(error));
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve('free')));
  });
}
