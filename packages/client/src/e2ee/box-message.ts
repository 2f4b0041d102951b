import type { Bytes } from './bytes.ts';
import { CHAIN_BYTES, MAX_EPOCH, MAX_STEP, type ChainKey } from './chain-key.ts';

/** What two participants tell each other: a sender's key, or that one is missing. */
export type BoxMessage = { readonly kind: 'key'; readonly key: ChainKey } | { readonly kind: 'ask' };

const KEY = 1;
const ASK = 2;
/** Kind (1), epoch (2), step (1), the key. */
const KEY_BYTES = 4 + CHAIN_BYTES;

export function encodeBoxMessage(message: BoxMessage): Bytes {
  if (message.kind === 'ask') {
    return Uint8Array.of(ASK);
  }
  const bytes = new Uint8Array(KEY_BYTES);
  const { epoch, step, secret } = message.key;
  bytes[0] = KEY;
  new DataView(bytes.buffer).setUint16(1, Math.min(epoch, MAX_EPOCH));
  bytes[3] = Math.min(step, MAX_STEP);
  bytes.set(secret, 4);
  return bytes;
}

/** @returns `null` for what is none */
export function decodeBoxMessage(bytes: Bytes): BoxMessage | null {
  if (bytes.length === 1 && bytes[0] === ASK) {
    return { kind: 'ask' };
  }
  if (bytes.length !== KEY_BYTES || bytes[0] !== KEY) {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { kind: 'key', key: { epoch: view.getUint16(1), step: view.getUint8(3), secret: bytes.slice(4) } };
}
