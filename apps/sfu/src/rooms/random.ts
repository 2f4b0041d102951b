import { randomBytes } from 'node:crypto';

/** An id that says nothing and repeats never: 96 random bits. */
export function newId(): string {
  return randomBytes(12).toString('base64url');
}

/** A secret: 192 random bits. */
export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}
