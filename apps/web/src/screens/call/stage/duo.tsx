'use client';

import { useSelfId } from '../hooks/use-room';
import type { TileKey } from '../layout/view';
import styles from './duo.module.css';
import { PersonTile } from './person-tile';

export interface DuoProps {
  readonly other: string;
  readonly onPin: (key: TileKey) => void;
}

/** Two people: the other one large, oneself in the corner. */
export function Duo({ other, onPin }: DuoProps) {
  const selfId = useSelfId();
  return (
    <div className={styles.duo}>
      <PersonTile peerId={other} />
      <div className={styles.self}>
        <PersonTile peerId={selfId} onPin={onPin} />
      </div>
    </div>
  );
}
