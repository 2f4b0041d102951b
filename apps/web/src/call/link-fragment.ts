/**
 * What a link carries behind its `#`, which browsers keep to themselves and send to no server:
 *
 * - `token`: a join token;
 * - `key`: the secret of end-to-end encryption.
 *
 * In the form of a query string: `/r/kf3m-9qzt-w2xe#token=…&key=…`.
 */
export type FragmentPart = 'token' | 'key';

/** @returns `null` where the part is missing or empty */
export function fragmentPart(hash: string, part: FragmentPart): string | null {
  return new URLSearchParams(hash.replace(/^#/u, '')).get(part) || null;
}

/** The rest of what the fragment carries: `''`, or with its `#`. */
export function withoutPart(hash: string, part: FragmentPart): string {
  const parts = new URLSearchParams(hash.replace(/^#/u, ''));
  parts.delete(part);
  return parts.size === 0 ? '' : `#${parts.toString()}`;
}
