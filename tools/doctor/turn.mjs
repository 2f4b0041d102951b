// TURN and STUN servers, when some are configured: does each one answer a request of its protocol (RFC 8489,
// 8656)?
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tryRelay } from './turn-relay.mjs';

/** @typedef {import('./report.mjs').Finding} Finding */

const WAIT_MS = 4_000;
const RETRY_MS = 500;
const MAGIC_COOKIE = 0x2112a442;
const BINDING = 0x0001;
const ALLOCATE = 0x0003;
const REQUESTED_TRANSPORT_UDP = Buffer.from([0x00, 0x19, 0x00, 0x04, 17, 0, 0, 0]);
const HEADER_LENGTH = 20;

/**
 * @param {string} urls Comma-separated turn:, turns: and stun: URLs.
 * @param {string} [secret] As in TURN_SECRET; without it credentials are not tried.
 * @returns {Promise<Finding[]>}
 */
export async function checkTurn(urls, secret) {
  const list = urls
    .split(',')
    .map((url) => url.trim())
    .filter(Boolean);
  return Promise.all(list.map((url) => checkOne(url, secret)));
}

/** @param {string} url @param {string} [secret] @returns {Promise<Finding>} */
async function checkOne(url, secret) {
  const check = `Relay ${url}`;
  const server = parse(url);
  if (!server) {
    return {
      status: 'fix',
      check,
      found: 'not a turn:, turns: or stun: URL',
      advice: ['For example: TURN_URLS=turn:turn.example.org:3478?transport=udp,turns:turn.example.org:5349'],
    };
  }
  const outcome = await ask(server);
  if (outcome === 'answered' && secret && server.scheme !== 'stun') {
    return { check, ...(await tryRelay(server, secret)) };
  }
  if (outcome === 'answered') {
    const what =
      server.scheme === 'stun' ? 'answers' : 'answers; whether it accepts the credentials was not tried';
    return { status: 'ok', check, found: what };
  }
  return {
    status: 'fix',
    check,
    found: outcome,
    advice: [
      'Check that it runs, that its port is open from here, and, for turns:, that its certificate is valid.',
    ],
  };
}

/**
 * @typedef {object} Server
 * @property {'stun' | 'turn' | 'turns'} scheme
 * @property {string} host
 * @property {number} port
 * @property {'udp' | 'tcp'} transport
 */

/**
 * @param {string} url
 * @returns {Server | undefined}
 */
export function parse(url) {
  const match = /^(stun|turns?):(\[[0-9a-f:]+\]|[^:?/]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i.exec(
    url,
  );
  if (!match) return undefined;
  const scheme = /** @type {Server['scheme']} */ (match[1]?.toLowerCase());
  const secure = scheme === 'turns';
  return {
    scheme,
    host: (match[2] ?? '').replace(/^\[|\]$/g, ''),
    port: Number(match[3] ?? (secure ? 5349 : 3478)),
    transport: /** @type {Server['transport']} */ (match[4]?.toLowerCase() ?? (secure ? 'tcp' : 'udp')),
  };
}

/**
 * A request that the server must answer: a plain binding for STUN; for TURN an allocation without
 * credentials, which gets an error that only a TURN server sends.
 *
 * @param {Server['scheme']} scheme
 */
export function makeRequest(scheme) {
  const attributes = scheme === 'stun' ? Buffer.alloc(0) : REQUESTED_TRANSPORT_UDP;
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(scheme === 'stun' ? BINDING : ALLOCATE, 0);
  header.writeUInt16BE(attributes.length, 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(header, 8);
  return Buffer.concat([header, attributes]);
}

/**
 * Whether a message answers the request: same method and transaction, and a response, success or error.
 *
 * @param {Buffer} request
 * @param {Buffer} message
 */
export function answers(request, message) {
  if (message.length < HEADER_LENGTH) return false;
  const type = message.readUInt16BE(0);
  return (
    (type & 0x0100) !== 0 && (type & 0x000f) === request.readUInt16BE(0) && sameTransaction(request, message)
  );
}

/** @param {Buffer} request @param {Buffer} message */
const sameTransaction = (request, message) =>
  message.subarray(4, HEADER_LENGTH).equals(request.subarray(4, HEADER_LENGTH));

/** @param {Server} server @returns {Promise<string>} "answered", or words on what happened instead */
function ask(server) {
  const request = makeRequest(server.scheme);
  return server.transport === 'udp' && server.scheme !== 'turns'
    ? askUdp(server, request)
    : askStream(server, request);
}

/** @param {Server} server @param {Buffer} request @returns {Promise<string>} */
function askUdp({ host, port }, request) {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    let finished = false;
    /** @param {string} outcome */
    const finish = (outcome) => {
      if (finished) return; // Closing a closed socket throws.
      finished = true;
      clearTimeout(timer);
      clearInterval(again);
      socket.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => finish('does not answer over UDP'), WAIT_MS);
    const again = setInterval(() => send(), RETRY_MS); // Over UDP, a lost packet is no answer yet.
    const send = () =>
      socket.send(request, port, host, (error) => error && finish(`cannot be asked: ${error.message}`));
    socket.once('error', (error) => finish(`cannot be asked: ${error.message}`));
    socket.on('message', (message) => {
      if (answers(request, message)) finish('answered');
    });
    send();
  });
}

/** @param {Server} server @param {Buffer} request @returns {Promise<string>} */
function askStream({ scheme, host, port }, request) {
  return new Promise((resolve) => {
    const socket =
      scheme === 'turns'
        ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
        : connect({ host, port });
    let received = Buffer.alloc(0);
    /** @param {string} outcome */
    const finish = (outcome) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(WAIT_MS, () => finish('does not answer in time'));
    socket.once('error', (error) => finish(`cannot be asked: ${error.message}`));
    socket.once('close', () => finish('closes the connection without an answer'));
    socket.once(scheme === 'turns' ? 'secureConnect' : 'connect', () => socket.write(request));
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      if (answers(request, received)) finish('answered');
    });
  });
}
