import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';

/** A secret that signs tokens, and the name under which they say that it did. */
export interface SigningKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

/**
 * The keys of a deployment: the first signs, all of them verify, so that a new one can be put before an old one and
 * the old one removed when its tokens have ended. Without any a random one is made, and its tokens end with the
 * process.
 */
export function signingKeys(configured: Config['tokenKeys']): readonly [SigningKey, ...SigningKey[]] {
  const [first, ...rest] = configured.map(({ id, secret }) => ({ id, secret: new TextEncoder().encode(secret) }));
  return first === undefined ? [{ id: 'process', secret: randomBytes(32) }] : [first, ...rest];
}
