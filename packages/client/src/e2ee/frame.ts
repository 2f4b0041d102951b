import { aesKey, concat, hkdf, utf8, type Bytes } from './bytes.ts';
import { decodeHeader, encodeHeader, type FrameHeader } from './sframe-header.ts';

/*
 * An encrypted frame, which is SFrame's ciphertext (RFC 9605, suite AES_128_GCM_SHA256_128) between what stays clear:
 *
 *   clear (n bytes) | SFrame header | encrypted frame | tag (16 bytes) | n (1 byte)
 *
 * The first n bytes stay as they are because the server and the browser's packetiser look into them; they are
 * authenticated, with n, as SFrame's metadata.
 */

/** A key for frames, with what its nonces are made of. */
export interface FrameKey {
  readonly key: CryptoKey;
  readonly salt: Bytes;
}

/** A frame that came in, taken apart; nothing of it is verified yet. */
export interface SealedFrame {
  readonly header: FrameHeader;
  readonly clear: Bytes;
  readonly headerBytes: Bytes;
  readonly body: Bytes;
}

const TAG_BYTES = 16;
/** What no codec of ours needs more of. */
const MAX_CLEAR_BYTES = 10;
const SUITE = [0, 4];
const NO_SALT = new Uint8Array();

/** Key and salt as SFrame derives them (RFC 9605, section 4.4.2). */
export async function deriveFrameKey(base: Bytes, keyId: number): Promise<FrameKey> {
  const id = new Uint8Array(8);
  new DataView(id.buffer).setBigUint64(0, BigInt(keyId));
  const label = (word: string): Bytes => concat(utf8(`SFrame 1.0 Secret ${word} `), id, Uint8Array.from(SUITE));
  const [key, salt] = await Promise.all([hkdf(base, NO_SALT, label('key'), 16), hkdf(base, NO_SALT, label('salt'), 12)]);
  return { key: await aesKey(key), salt };
}

/**
 * @param counter must never be used a second time with the same key
 * @param clearBytes how much of the frame's beginning stays readable
 */
export async function encryptFrame(
  { key, salt }: FrameKey,
  keyId: number,
  counter: number,
  frame: Bytes,
  clearBytes: number,
): Promise<Bytes> {
  const n = Math.min(clearBytes, frame.length, MAX_CLEAR_BYTES);
  const header = encodeHeader(keyId, counter);
  const clear = frame.subarray(0, n);
  const end = Uint8Array.of(n);
  const body = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce(salt, counter), additionalData: concat(header, clear, end) },
    key,
    frame.subarray(n),
  );
  return concat(clear, header, new Uint8Array(body), end);
}

/** @returns `null` for what is not an encrypted frame, such as one in the clear */
export function openLayout(data: Bytes): SealedFrame | null {
  const n = data.at(-1);
  if (n === undefined || n > MAX_CLEAR_BYTES || data.length < n + 1 + TAG_BYTES + 1) {
    return null;
  }
  const header = decodeHeader(data.subarray(n, -1));
  if (header === null || data.length < n + header.length + TAG_BYTES + 1) {
    return null;
  }
  const start = n + header.length;
  return { header, clear: data.slice(0, n), headerBytes: data.slice(n, start), body: data.slice(start, -1) };
}

/** @returns the frame, or `null` when it was not made with this key, or altered on its way */
export async function decryptFrame({ key, salt }: FrameKey, sealed: SealedFrame): Promise<Bytes | null> {
  const { header, headerBytes, clear, body } = sealed;
  const additionalData = concat(headerBytes, clear, Uint8Array.of(clear.length));
  try {
    const frame = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce(salt, header.counter), additionalData }, key, body);
    return concat(clear, new Uint8Array(frame));
  } catch {
    return null;
  }
}

/** The salt with the counter, big-endian, combined into its end (RFC 9605, section 4.4.3). */
function nonce(salt: Bytes, counter: number): Bytes {
  const iv = salt.slice();
  for (let at = iv.length - 1, rest = counter; rest > 0; at--, rest = Math.floor(rest / 256)) {
    iv[at] = (iv[at] ?? 0) ^ (rest % 256);
  }
  return iv;
}
