import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A key for tokens as the operator gave it: a shared secret (HS256), or an Ed25519 key (EdDSA). */
export type TokenKey =
  | { readonly id: string; readonly secret: string }
  | { readonly id: string; readonly privateKey: KeyObject }
  | { readonly id: string; readonly publicKey: KeyObject };

const FORM = '<id>:<secret of 32 characters or more>, <id>:ed25519:<private key> or <id>:ed25519-public:<public key>';
// What stands before the 32 bytes of a bare key in the forms that OpenSSL writes (RFC 8410).
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * One entry of `TOKEN_KEYS`. The key of Ed25519 is base64url, bare (32 bytes) or as PKCS #8 or SPKI. A key that is
 * meant to be Ed25519 and is not one is refused, and never taken for a secret: a public key as the secret of HS256
 * would let everyone sign.
 */
export const tokenKeySchema = z.string().transform((text, context): TokenKey => {
  const [, id = '', kind, key = ''] = /^([A-Za-z0-9._-]{1,32}):(?:(ed25519(?:-public)?):)?(.*)$/u.exec(text) ?? [];
  const parsed = kind === undefined ? secretKey(id, key) : edwardsKey(id, kind === 'ed25519', key);
  if (parsed === null) {
    context.addIssue({ code: 'custom', message: `not ${FORM}` });
    return z.NEVER;
  }
  return parsed;
});

function secretKey(id: string, secret: string): TokenKey | null {
  // The secret of HS256 should not be shorter than what it hashes to.
  return id !== '' && secret.length >= 32 && secret.length <= 256 && !/^ed25519/iu.test(secret) ? { id, secret } : null;
}

function edwardsKey(id: string, isPrivate: boolean, text: string): TokenKey | null {
  const given = Buffer.from(text, 'base64url');
  const head = isPrivate ? PKCS8_HEAD : SPKI_HEAD;
  const key = given.length === 32 ? Buffer.concat([head, given]) : given;
  try {
    const made = isPrivate
      ? { id, privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) }
      : { id, publicKey: createPublicKey({ key, format: 'der', type: 'spki' }) };
    return Object.values(made).some((value) => typeof value === 'object' && value.asymmetricKeyType !== 'ed25519') ? null : made;
  } catch {
    return null;
  }
}
