import { hash } from 'node:crypto';

/** Stands for a secret where it only has to be known again: SHA-256, in 43 characters of base64url. */
export function digestOf(value: string): string {
  return hash('sha256', value, 'base64url');
}

/** Of somebody's identity; `null` for those who have none. */
export function digestOrNull(value: string | null): string | null {
  return value === null ? null : digestOf(value);
}
