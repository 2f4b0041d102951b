'use client';

import { useIsOnStage, useSelfId } from '../hooks/use-room';
import type { TileKey } from '../layout/view';
import styles from './duo.module.css';
import { PersonTile } from './person-tile';

export interface DuoProps {
  readonly other: string;
  readonly onPin: (key: TileKey) => void;
}

/** One other person, large, and oneself in the corner, unless one only watches. */
export function Duo({ other, onPin }: DuoProps) {
  const selfId = useSelfId();
  const isOnStage = useIsOnStage();
  return (
    <div className={styles.duo}>
      <PersonTile peerId={other} />
      {isOnStage && (
        <div className={styles.self}>
          <PersonTile peerId={selfId} onPin={onPin} />
        </div>
      )}
    </div>
  );
}
