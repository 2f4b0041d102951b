'use client';

import { useCallback } from 'react';
import { useViewWatcher } from '../call-context';
import type { TileIdentity } from './view-watcher';

/**
 * Tells the server how large a video tile is while it can be seen, so that it sends the picture that fits, and
 * none for tiles out of sight. Not for one's own tile.
 * @returns the ref for the tile's element
 */
export function useTileView({ peerId, source, isPinned }: TileIdentity): (element: Element | null) => (() => void) | undefined {
  const watcher = useViewWatcher();
  return useCallback(
    (element: Element | null) => (element === null ? undefined : watcher.watch(element, { peerId, source, isPinned })),
    [watcher, peerId, source, isPinned],
  );
}
