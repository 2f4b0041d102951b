'use client';

import { stripRulesFor } from '../layout/grid';
import { parseTileKey, type TileKey } from '../layout/view';
import { LargeShare } from './large-share';
import { PagedGrid } from './paged-grid';
import { PersonTile } from './person-tile';
import styles from './spotlight.module.css';

export interface SpotlightProps {
  readonly large: TileKey;
  /** Screen shares beside the large tile. */
  readonly others: readonly TileKey[];
  readonly peerIds: readonly string[];
  readonly isPinned: boolean;
  readonly onPin: (key: TileKey) => void;
}

/** A screen share or a person, large; everyone else at the side, or below on a phone held upright. */
export function Spotlight({ large, others, peerIds, isPinned, onPin }: SpotlightProps) {
  const { peerId, source } = parseTileKey(large);
  const rest = source === 'camera' ? peerIds.filter((id) => id !== peerId) : peerIds;
  return (
    <div className={styles.spotlight}>
      <div className={styles.large}>
        {source === 'screen' ? (
          <LargeShare key={large} peerId={peerId} isPinned={isPinned} onPin={onPin} />
        ) : (
          <PersonTile key={large} peerId={peerId} isPinned onPin={onPin} />
        )}
      </div>
      {rest.length + others.length > 0 && (
        <div className={styles.strip}>
          <PagedGrid peerIds={rest} shares={others} rules={stripRulesFor} onPin={onPin} />
        </div>
      )}
    </div>
  );
}
