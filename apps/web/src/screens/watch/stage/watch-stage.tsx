'use client';

import { useBox } from '../../call/hooks/use-box';
import { parseTileKey } from '../../call/layout/view';
import { PersonTile } from '../../call/stage/person-tile';
import { ScreenFigure } from '../../call/stage/screen-figure';
import { arrange, type Layout, type OnStage } from './arrange';
import styles from './watch-stage.module.css';

export interface WatchStageProps {
  readonly layout: Layout;
  readonly onStage: OnStage;
}

/**
 * The pictures. All tiles are siblings in an order of their own, and only their places change with the layout and
 * with who speaks: a picture that stays is never taken down.
 */
export function WatchStage({ layout, onStage }: WatchStageProps) {
  const [box, ref] = useBox();
  const cells = [...arrange(layout, onStage, box)].sort((a, b) => (a.key < b.key ? -1 : 1));
  return (
    <div ref={ref} className={styles.stage} data-layout={layout}>
      {cells.map(({ key, isLarge, x, y, width, height }) => {
        const { peerId, source } = parseTileKey(key);
        return (
          <div
            key={key}
            className={styles.cell}
            data-large={isLarge || undefined}
            style={{ width, height, transform: `translate(${x}px, ${y}px)` }}
          >
            {source === 'screen' ? <ScreenFigure peerId={peerId} /> : <PersonTile peerId={peerId} />}
          </div>
        );
      })}
    </div>
  );
}
