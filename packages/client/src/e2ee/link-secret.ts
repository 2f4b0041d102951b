import { fromBase64Url, hkdf, randomBytes, toBase64Url, utf8, type Bytes } from './bytes.ts';

/** The least that a link's secret may hold, in bytes. */
const MIN_BYTES = 16;

/** A fresh secret for a meeting's link: 160 random bits. */
export const newLinkSecret = (): string => toBase64Url(randomBytes(20));

/** Whether this can be a link's secret: base64url of 128 bits or more. */
export function isLinkSecret(text: string): boolean {
  return text.length <= 128 && (fromBase64Url(text)?.length ?? 0) >= MIN_BYTES;
}

/** What is made of the link's secret and the room, for one use each. */
export interface LinkKeys {
  /** Proves that an identity belongs to someone who has the link. */
  readonly identity: CryptoKey;
  /** Goes into every key between two participants. */
  readonly pair: Bytes;
  /** For what is written. */
  readonly text: Bytes;
  /** Goes into the safety code. */
  readonly code: Bytes;
}

/** @throws {TypeError} for what is no link secret */
export async function deriveLinkKeys(secret: string, roomId: string): Promise<LinkKeys> {
  const bytes = isLinkSecret(secret) ? fromBase64Url(secret) : null;
  if (bytes === null) {
    throw new TypeError('not a secret of 128 bits or more');
  }
  const derive = (use: string): Promise<Bytes> => hkdf(bytes, utf8(roomId), utf8(`plenary e2ee 1 ${use}`), 32);
  const [identity, pair, text, code] = await Promise.all([derive('identity'), derive('pair'), derive('text'), derive('code')]);
  return {
    identity: await crypto.subtle.importKey('raw', identity, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']),
    pair,
    text,
    code,
  };
}
