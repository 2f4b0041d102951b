import type { Bytes } from './bytes.ts';

/** The header of an encrypted frame: which key, and the how manieth frame under it (RFC 9605, section 4.3). */
export interface FrameHeader {
  readonly keyId: number;
  readonly counter: number;
  /** Of the header itself, in bytes. */
  readonly length: number;
}

/** Key ids and counters above are not ours: they would not be exact numbers. */
const MAX_BYTES = 6;

/** One byte that says how the two numbers are written, then those that do not fit into it, big-endian. */
export function encodeHeader(keyId: number, counter: number): Bytes {
  const key = keyId < 8 ? [] : bigEndian(keyId);
  const count = counter < 8 ? [] : bigEndian(counter);
  const half = (value: number, bytes: readonly number[]): number => (bytes.length === 0 ? value : 8 | (bytes.length - 1));
  return Uint8Array.from([(half(keyId, key) << 4) | half(counter, count), ...key, ...count]);
}

/** @returns `null` for what is no header */
export function decodeHeader(bytes: Uint8Array): FrameHeader | null {
  const [config] = bytes;
  if (config === undefined) {
    return null;
  }
  const keyLength = config & 0x80 ? ((config >> 4) & 7) + 1 : 0;
  const countLength = config & 0x08 ? (config & 7) + 1 : 0;
  const length = 1 + keyLength + countLength;
  if (bytes.length < length || keyLength > MAX_BYTES || countLength > MAX_BYTES) {
    return null;
  }
  return {
    keyId: keyLength === 0 ? (config >> 4) & 7 : number(bytes.subarray(1, 1 + keyLength)),
    counter: countLength === 0 ? config & 7 : number(bytes.subarray(1 + keyLength, length)),
    length,
  };
}

function bigEndian(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return bytes;
}

function number(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
