// As much of a TURN client (RFC 8489, 8656) as it takes to see what a relay lets one do: allocate with credentials,
// and ask for permission to reach a peer.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIP, isIPv6 } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** @typedef {import('./turn.mjs').Server} Server */
/** @typedef {{ username: string, credential: string }} Credentials */
/** @typedef {{ type: number, attributes: Map<number, Buffer> }} Answer */

const COOKIE = 0x2112a442;
const HEADER = 20;
const WAIT_MS = 4_000;
const RETRY_MS = 500;
const METHOD = { allocate: 0x003, refresh: 0x004, createPermission: 0x008 };
const ATTRIBUTE = { username: 0x06, integrity: 0x08, error: 0x09, lifetime: 0x0d, peer: 0x12, realm: 0x14, nonce: 0x15, family: 0x17, transport: 0x19 };
const UDP = Buffer.from([17, 0, 0, 0]);
const UNAUTHORIZED = 401;
const STALE_NONCE = 438;

/** An allocation, or the try of one. Codes are those of STUN errors; 0 stands for success. */
export class TurnClient {
  /** @type {(message: Buffer) => void} */
  #send = () => undefined;
  /** @type {() => void} */
  #end = () => undefined;
  /** @type {Map<string, (answer: Answer) => void>} */
  #waiting = new Map();
  /** @type {Credentials} */
  #credentials;
  #realm = '';
  /** @type {Buffer} */
  #nonce = Buffer.alloc(0);

  /** @param {Credentials} credentials */
  constructor(credentials) {
    this.#credentials = credentials;
  }

  /**
   * @param {Server} server
   * @param {Credentials} credentials
   * @throws {Error} when there is no connection
   */
  static async open(server, credentials) {
    const client = new TurnClient(credentials);
    if (server.transport === 'udp' && server.scheme !== 'turns') await client.#overUdp(server);
    else await client.#overStream(server);
    return client;
  }

  /** @param {4 | 6} [family] of the relayed address @returns {Promise<number>} */
  allocate(family = 4) {
    const kind = Buffer.from([family === 6 ? 2 : 1, 0, 0, 0]);
    return this.#ask(METHOD.allocate, [
      [ATTRIBUTE.transport, UDP],
      [ATTRIBUTE.family, kind],
    ]);
  }

  /** Asks for ten minutes more. @returns {Promise<number>} */
  refresh() {
    const lifetime = Buffer.alloc(4);
    lifetime.writeUInt32BE(600);
    return this.#ask(METHOD.refresh, [[ATTRIBUTE.lifetime, lifetime]]);
  }

  /** Whether the relay would send to this address: 403 means that it would not. @param {string} address @returns {Promise<number>} */
  permit(address) {
    return this.#ask(METHOD.createPermission, [[ATTRIBUTE.peer, address]]);
  }

  close() {
    this.#end();
  }

  /**
   * The first request of each client is refused, with the realm and nonce that the next needs.
   *
   * @param {number} method
   * @param {[type: number, value: Buffer | string][]} attributes
   */
  async #ask(method, attributes) {
    for (let tries = 3; ; tries--) {
      const { type, attributes: answered } = await this.#request(method, attributes);
      if ((type & 0x0110) === 0x0100) return 0;
      const error = answered.get(ATTRIBUTE.error);
      const code = error === undefined ? -1 : (error.readUInt8(2) & 7) * 100 + error.readUInt8(3);
      const nonce = answered.get(ATTRIBUTE.nonce);
      const again = code === STALE_NONCE || (code === UNAUTHORIZED && this.#nonce.length === 0);
      if (!again || nonce === undefined || tries === 0) return code;
      this.#nonce = nonce;
      this.#realm = (answered.get(ATTRIBUTE.realm) ?? Buffer.alloc(0)).toString();
    }
  }

  /** @param {number} method @param {[number, Buffer | string][]} wanted @returns {Promise<Answer>} */
  #request(method, wanted) {
    const transaction = randomBytes(12);
    const { username, credential } = this.#credentials;
    const parts = wanted.map(([type, value]) =>
      attribute(type, typeof value === 'string' ? xorAddress(value, transaction) : value),
    );
    if (this.#nonce.length > 0) {
      parts.push(
        attribute(ATTRIBUTE.username, Buffer.from(username)),
        attribute(ATTRIBUTE.realm, Buffer.from(this.#realm)),
        attribute(ATTRIBUTE.nonce, this.#nonce),
      );
      const key = createHash('md5').update(`${username}:${this.#realm}:${credential}`).digest();
      const signed = message(method, transaction, parts, 24);
      parts.push(attribute(ATTRIBUTE.integrity, createHmac('sha1', key).update(signed).digest()));
    }
    const request = message(method, transaction, parts);
    return new Promise((resolve, reject) => {
      const id = transaction.toString('hex');
      const done = () => {
        clearTimeout(timer);
        clearInterval(again);
        this.#waiting.delete(id);
      };
      const again = setInterval(() => this.#send(request), RETRY_MS);
      const timer = setTimeout(() => {
        done();
        reject(new Error('the relay does not answer in time'));
      }, WAIT_MS);
      this.#waiting.set(id, (answer) => {
        done();
        resolve(answer);
      });
      this.#send(request);
    });
  }

  /** @param {Server} server @returns {Promise<void>} */
  async #overUdp({ host, port }) {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', () => undefined);
    socket.on('message', (received) => this.#received(received));
    this.#send = (request) => socket.send(request, port, host);
    this.#end = () => socket.close();
  }

  /** @param {Server} server @returns {Promise<void>} */
  #overStream({ scheme, host, port }) {
    const secure = scheme === 'turns';
    const socket = secure
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
      : connect({ host, port });
    this.#send = (request) => socket.write(request);
    this.#end = () => socket.destroy();
    /** @type {Buffer} */
    let rest = Buffer.alloc(0);
    socket.on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      while (rest.length >= HEADER && rest.length >= HEADER + rest.readUInt16BE(2)) {
        const length = HEADER + rest.readUInt16BE(2);
        this.#received(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
    return new Promise((resolve, reject) => {
      socket.setTimeout(WAIT_MS, () => reject(new Error('the relay does not answer in time')));
      socket.on('error', reject);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        socket.setTimeout(0);
        resolve();
      });
    });
  }

  /** @param {Buffer} received */
  #received(received) {
    if (received.length < HEADER) return;
    /** @type {Map<number, Buffer>} */
    const attributes = new Map();
    for (let at = HEADER; at + 4 <= received.length; ) {
      const length = received.readUInt16BE(at + 2);
      attributes.set(received.readUInt16BE(at), received.subarray(at + 4, at + 4 + length));
      at += 4 + Math.ceil(length / 4) * 4;
    }
    this.#waiting.get(received.subarray(8, HEADER).toString('hex'))?.({ type: received.readUInt16BE(0), attributes });
  }
}

/** @param {number} type @param {Buffer} value */
function attribute(type, value) {
  const made = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  made.writeUInt16BE(type, 0);
  made.writeUInt16BE(value.length, 2);
  value.copy(made, 4);
  return made;
}

/** @param {number} method @param {Buffer} transaction @param {Buffer[]} parts @param {number} [toCome] bytes that the length counts already */
function message(method, transaction, parts, toCome = 0) {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(method, 0);
  header.writeUInt16BE(body.length + toCome, 2);
  header.writeUInt32BE(COOKIE, 4);
  return Buffer.concat([header, transaction, body]);
}

/** XOR-PEER-ADDRESS with port 9. @param {string} address @param {Buffer} transaction */
export function xorAddress(address, transaction) {
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(COOKIE);
  const mask = Buffer.concat([cookie, transaction]);
  const bytes = isIPv6(address) ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const port = Buffer.alloc(2);
  port.writeUInt16BE(9 ^ (COOKIE >>> 16));
  return Buffer.concat([Buffer.from([0, isIPv6(address) ? 2 : 1]), port, bytes.map((byte, i) => byte ^ (mask[i] ?? 0))]);
}

/** @param {string} address */
function ipv6Bytes(address) {
  // The URL parser writes an embedded IPv4 address in hexadecimal.
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const words = [...before, ...Array(8 - before.length - after.length).fill('0'), ...after];
  return Buffer.from(words.flatMap((word) => [parseInt(word, 16) >> 8, parseInt(word, 16) & 0xff]));
}
