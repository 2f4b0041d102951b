/*
 * What the stage shows, decided from who is here and who shares. Pure.
 */

/** One tile: a person, or what a person shares. Peer ids hold no colon. */
export type TileKey = `${string}:${'camera' | 'screen'}`;

export type View =
  /** Nobody else takes part yet. */
  | { readonly kind: 'alone' }
  /** The other person large, oneself in the corner unless one only watches. */
  | { readonly kind: 'duo'; readonly other: string }
  | { readonly kind: 'grid' }
  /** One tile large and the others beside it; `others` are screen shares that are not the large one. */
  | { readonly kind: 'spotlight'; readonly large: TileKey; readonly others: readonly TileKey[] };

export function tileKey(peerId: string, source: 'camera' | 'screen'): TileKey {
  return `${peerId}:${source}`;
}

export function parseTileKey(key: TileKey): { readonly peerId: string; readonly source: 'camera' | 'screen' } {
  const at = key.lastIndexOf(':');
  return { peerId: key.slice(0, at), source: key.slice(at + 1) === 'screen' ? 'screen' : 'camera' };
}

export interface ViewInput {
  /** Everyone who takes part, oneself included unless one only watches. */
  readonly peerIds: readonly string[];
  readonly selfId: string;
  /** Others who share their screen, in the order in which they began. One's own share is no tile. */
  readonly sharers: readonly string[];
  /** The tile that the person put in the middle, if any. */
  readonly pinned: TileKey | null;
}

/** The view: what was pinned, or else the newest screen share, or else a view for as many as are here. */
export function chooseView({ peerIds, selfId, sharers, pinned }: ViewInput): View {
  const shares = sharers.map((peerId) => tileKey(peerId, 'screen'));
  const large = isThere(pinned, peerIds, shares) ? pinned : shares.at(-1);
  if (large !== undefined && large !== null) {
    return { kind: 'spotlight', large, others: shares.filter((key) => key !== large) };
  }
  const others = peerIds.filter((id) => id !== selfId);
  if (others[0] === undefined) {
    return { kind: 'alone' };
  }
  return others.length === 1 ? { kind: 'duo', other: others[0] } : { kind: 'grid' };
}

function isThere(pinned: TileKey | null, peerIds: readonly string[], shares: readonly TileKey[]): boolean {
  if (pinned === null) {
    return false;
  }
  const { peerId, source } = parseTileKey(pinned);
  return source === 'screen' ? shares.includes(pinned) : peerIds.includes(peerId);
}
