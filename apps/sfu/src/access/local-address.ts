/**
 * Whether an address of `clientAddress` is this machine's own. It has no limits by address: it stands for load tests,
 * and for a proxy here that does not say for whom it asks, behind which everyone would count as one.
 */
export function isLocal(address: string): boolean {
  return address.startsWith('127.') || address === '::/64';
}
