import { aesKey, concat, fromBase64Url, hkdf, randomBytes, toBase64Url, utf8, type Bytes } from './bytes.ts';
import type { LinkKeys } from './link-secret.ts';

/** Of an uncompressed point on P-256, and of a MAC. */
const POINT_BYTES = 65;
const MAC_BYTES = 32;
const IV_BYTES = 12;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** One participant's key pair, for one stay in a room. */
export interface Identity {
  readonly publicKey: Bytes;
  /** What the others are told: public key and proof of having the link, as base64url. */
  readonly announcement: string;
  /** The key that this participant shares with another; the direction matters. */
  pairKeys(other: Bytes): Promise<PairKeys>;
}

/** What two participants write to each other with. */
export interface PairKeys {
  readonly toThem: CryptoKey;
  readonly fromThem: CryptoKey;
}

export async function createIdentity(link: LinkKeys): Promise<Identity> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', link.identity, publicKey));
  return {
    publicKey,
    announcement: toBase64Url(concat(publicKey, mac)),
    async pairKeys(other) {
      const point = await crypto.subtle.importKey('raw', other, CURVE, false, []);
      const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, pair.privateKey, 256));
      const key = async (from: Bytes, to: Bytes): Promise<CryptoKey> =>
        await aesKey(await hkdf(shared, link.pair, concat(utf8('plenary e2ee 1 box '), from, to), 32));
      const [toThem, fromThem] = await Promise.all([key(publicKey, other), key(other, publicKey)]);
      return { toThem, fromThem };
    },
  };
}

/** @returns the public key, or `null` when whoever announced it does not have the link's secret */
export async function verifyAnnouncement(link: LinkKeys, announcement: string): Promise<Bytes | null> {
  const bytes = fromBase64Url(announcement);
  if (bytes?.length !== POINT_BYTES + MAC_BYTES) {
    return null;
  }
  const publicKey = bytes.slice(0, POINT_BYTES);
  const genuine = await crypto.subtle.verify('HMAC', link.identity, bytes.slice(POINT_BYTES), publicKey);
  return genuine ? publicKey : null;
}

/** A message between two, as base64url: a random nonce and the ciphertext. */
export async function sealBox(key: CryptoKey, message: Bytes): Promise<string> {
  const iv = randomBytes(IV_BYTES);
  return toBase64Url(concat(iv, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, message))));
}

/** @returns `null` when it was not made with this key */
export async function openBox(key: CryptoKey, box: string): Promise<Bytes | null> {
  const bytes = fromBase64Url(box);
  if (bytes === null || bytes.length <= IV_BYTES) {
    return null;
  }
  try {
    const iv = bytes.slice(0, IV_BYTES);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.slice(IV_BYTES)));
  } catch {
    return null;
  }
}
