import { createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import type { TokenKey } from './token-key.ts';

/** A key that verifies tokens, and signs them if it can, by the one algorithm that is its own. */
export interface SigningKey {
  /** Under which tokens name it (`kid`). */
  readonly id: string;
  readonly algorithm: 'HS256' | 'EdDSA';
  /** `null` for a public key. */
  readonly signs: Uint8Array | KeyObject | null;
  readonly verifies: Uint8Array | KeyObject;
}

/**
 * The keys of a deployment: the first that can signs, all of them verify, so that a new one can be put before an old
 * one and the old one removed when its tokens have ended. Without any a random one is made, and its tokens end with
 * the process.
 */
export function signingKeys(configured: readonly TokenKey[]): readonly SigningKey[] {
  return configured.length === 0 ? [secret('process', randomBytes(32))] : configured.map(signingKey);
}

function signingKey(key: TokenKey): SigningKey {
  if ('secret' in key) {
    return secret(key.id, new TextEncoder().encode(key.secret));
  }
  const { id } = key;
  return 'privateKey' in key
    ? { id, algorithm: 'EdDSA', signs: key.privateKey, verifies: createPublicKey(key.privateKey) }
    : { id, algorithm: 'EdDSA', signs: null, verifies: key.publicKey };
}

const secret = (id: string, bytes: Uint8Array): SigningKey =>
  ({ id, algorithm: 'HS256', signs: bytes, verifies: bytes });
