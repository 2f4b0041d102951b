import { createHmac } from 'node:crypto';
import type { IceServer } from '@plenary/protocol';
import type { Config } from '../config.ts';

/**
 * What `ICE_SERVERS` names goes to everyone as it is. For the relays of `TURN_URLS` each peer gets credentials of its
 * own (draft-uberti-behave-turn-rest, coturn's `use-auth-secret`): the user name is when they end, in seconds since
 * 1970, and whose they are; the password is an HMAC of it, so that relay and server share a secret and nothing else.
 * An allocation that was made outlives them.
 * @param now in milliseconds since 1970
 */
export function iceServersFor(
  config: Pick<Config, 'iceServers' | 'turn'>,
  now: () => number = Date.now,
): (peerId: string) => IceServer[] {
  const { iceServers, turn } = config;
  if (turn === null) {
    return () => [...iceServers];
  }
  return (peerId) => {
    const username = `${Math.floor(now() / 1_000) + turn.ttlSeconds}:${peerId}`;
    const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
    return [...iceServers, { urls: [...turn.urls], username, credential }];
  };
}
