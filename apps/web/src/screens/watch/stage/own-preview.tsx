'use client';

import { useSelfId } from '../../call/hooks/use-room';
import { PersonTile } from '../../call/stage/person-tile';
import styles from './own-preview.module.css';

/** Oneself as the others see one, small. */
export function OwnPreview() {
  return (
    <div className={styles.preview} data-testid="own-preview">
      <PersonTile peerId={useSelfId()} />
    </div>
  );
}
