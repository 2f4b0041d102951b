import type { CallState, ReconnectCause } from '@plenary/client';

/** What keeps the call from going as it should, told by which hop it is; the worst of what is. */
export type CallTrouble =
  /** The way to the server, for signaling; `mediaGoOn`: pictures and sound come all the same. */
  | { readonly hop: 'server'; readonly cause: ReconnectCause; readonly mediaGoOn: boolean }
  | { readonly hop: 'media'; readonly state: 'connecting' | 'interrupted' | 'blocked' | 'relayRefused' | 'relayUnreachable' };

/** Pure. `null` while all is well. */
export function troubleOf({ connection, media, relay }: Pick<CallState, 'connection' | 'media' | 'relay'>): CallTrouble | null {
  if (connection.status === 'reconnecting') {
    return { hop: 'server', cause: connection.cause, mediaGoOn: media === 'connected' };
  }
  if (connection.status !== 'joined') {
    return null;
  }
  switch (media) {
    case 'idle':
    case 'connected':
      return null;
    case 'connecting':
    case 'interrupted':
      return { hop: 'media', state: media };
    case 'blocked':
      return { hop: 'media', state: relay === 'refused' ? 'relayRefused' : relay === 'unreachable' ? 'relayUnreachable' : 'blocked' };
    default:
      return media satisfies never;
  }
}
