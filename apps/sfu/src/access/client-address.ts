import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** What of a request tells where it comes from; a socket's handshake has as much. */
export interface AddressedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Who has one IPv6 address has the 2⁶⁴ of its network. */
const NETWORK_BITS = 64;

// As Express's `trust proxy`: a proxy on this machine is believed when it says for whom it asks.
const trusted = proxyAddr.compile('loopback');

/**
 * Under which a client is counted by limits per address: an IPv4 address, or the network of an IPv6 one,
 * `2001:db8:1:2::/64`. The header `X-Forwarded-For` counts only where a proxy on this machine sent it. Empty when
 * the socket has closed already.
 */
export function clientAddress(request: IncomingMessage | AddressedRequest): string {
  const text = proxyAddr(request as IncomingMessage, trusted);
  if (text === undefined || !ipaddr.isValid(text)) {
    return '';
  }
  // Unwraps `::ffff:192.0.2.1`.
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') {
    return address.toString();
  }
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toNormalizedString().replace(/%.*$/u, '')}/${NETWORK_BITS}`);
  return `${network.toString()}/${NETWORK_BITS}`;
}
