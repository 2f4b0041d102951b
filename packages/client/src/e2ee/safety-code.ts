import { concat, hkdf, utf8, type Bytes } from './bytes.ts';

const GROUPS = 6;
const DIGITS = 5;

/**
 * The number that all who are in a room with the same secret, and know of the same participants' keys, read out
 * alike: `12345 67890 …`, six groups of five digits (99 bits).
 * @param code the link's secret for this use
 */
export async function safetyCode(code: Bytes, publicKeys: readonly Bytes[]): Promise<string> {
  const sorted = [...publicKeys].sort(compare);
  // Eight bytes for each group, so that the remainder favours no digits.
  const bytes = await hkdf(concat(code, ...sorted), new Uint8Array(), utf8('plenary e2ee 1 safety code'), GROUPS * 8);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: GROUPS }, (_, at) => String(view.getBigUint64(at * 8) % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0'))
    .join(' ');
}

function compare(a: Bytes, b: Bytes): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
