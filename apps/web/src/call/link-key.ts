import type { EncryptionOptions } from '@plenary/client';
import { fragmentPart } from './link-fragment';

/** The secret of end-to-end encryption in the page's own address; `null` without one. Reads `window`. */
export const linkKey = (): string | null => fragmentPart(window.location.hash, 'key');

/** What a link to this meeting ends with, so that whoever opens it has the key too. Reads `window`. */
export function keyFragment(): string {
  const key = linkKey();
  return key === null ? '' : `#${new URLSearchParams({ key }).toString()}`;
}

/** How a call by this page's address is encrypted; `null`: not at all. Reads `window`. */
export function encryptionByLink(): EncryptionOptions | null {
  const secret = linkKey();
  return secret === null ? null : { secret, createWorker };
}

function createWorker(): Worker {
  return new Worker(new URL('./e2ee-worker.ts', import.meta.url), { type: 'module', name: 'e2ee' });
}
