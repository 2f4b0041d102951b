'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState, type MouseEvent } from 'react';
import { useSwipeable } from 'react-swipeable';
import { IconButton } from '@/ui/icon-button';
import { useBox } from '../hooks/use-box';
import { useStageOrder } from '../hooks/use-stage-order';
import { bestGrid, paginate, placeTiles, type Box, type TileRules } from '../layout/grid';
import { parseTileKey, tileKey, type TileKey } from '../layout/view';
import styles from './paged-grid.module.css';
import { PersonTile } from './person-tile';
import { ShareTile } from './share-tile';

export interface PagedGridProps {
  readonly peerIds: readonly string[];
  /** Screen shares to choose from, before the people. */
  readonly shares?: readonly TileKey[];
  readonly rules: (box: Box) => TileRules;
  /** Must keep its identity. */
  readonly onPin: (key: TileKey) => void;
}

const NO_SHARES: readonly TileKey[] = [];

/** Tiles as large as the space allows, on as many pages as it takes. */
export function PagedGrid({ peerIds, shares = NO_SHARES, rules, onPin }: PagedGridProps) {
  const [box, ref] = useBox();
  const [wantedPage, setPage] = useState(0);
  const tileRules = rules(box);
  const { pages, perPage } = paginate(peerIds.length + shares.length, box, tileRules);
  const page = Math.min(wantedPage, pages - 1);

  const order = useStageOrder(peerIds, Math.max(1, perPage - shares.length));
  const keys = [...shares, ...order.map((id) => tileKey(id, 'camera'))].slice(page * perPage, (page + 1) * perPage);
  // Tiles keep their size from page to page: a last page that is not full has the same grid.
  const grid = bestGrid(pages > 1 ? perPage : keys.length, box, tileRules);
  const places = placeTiles(keys.length, grid, box, tileRules.gap);

  const turn = (by: 1 | -1): void => setPage(Math.min(pages - 1, Math.max(0, page + by)));
  const swipe = useSwipe(turn);

  return (
    <div className={styles.grid} {...swipe}>
      <div ref={ref} className={styles.box}>
        {box.width > 0 &&
          keys.map((key, index) => {
            const { peerId, source } = parseTileKey(key);
            const { x = 0, y = 0, width, height } = places[index] ?? {};
            return (
              <div key={key} className={styles.cell} style={{ width, height, transform: `translate(${x}px, ${y}px)` }}>
                {source === 'screen' ? (
                  <ShareTile peerId={peerId} onShow={onPin} />
                ) : (
                  <PersonTile peerId={peerId} onPin={onPin} />
                )}
              </div>
            );
          })}
      </div>
      {pages > 1 && <Pager page={page} pages={pages} onPage={setPage} />}
    </div>
  );
}

/** How far a finger goes, in CSS pixels, before it is a swipe and no tap. */
const SWIPE_PX = 40;

/** Turns pages by a swipe to the side, as far as touch goes. What lies under the finger is not pressed by it. */
function useSwipe(turn: (by: 1 | -1) => void) {
  const hasSwiped = useRef(false);
  const handlers = useSwipeable({
    delta: SWIPE_PX,
    onSwiping: () => (hasSwiped.current = true),
    onSwipedLeft: () => turn(1),
    onSwipedRight: () => turn(-1),
  });
  // By whatever something is pressed next: not every machine with touch has nothing else.
  const begin = (): void => {
    hasSwiped.current = false;
  };
  const onClickCapture = (event: MouseEvent): void => {
    if (hasSwiped.current) {
      event.preventDefault();
      event.stopPropagation();
    }
    begin();
  };
  return { ...handlers, onClickCapture, onPointerDownCapture: begin, onKeyDownCapture: begin };
}

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

function Pager({ page, pages, onPage }: PagerProps) {
  const t = useTranslations('call.pages');
  return (
    <nav className={styles.pager} aria-label={t('label')}>
      <IconButton
        label={t('previous')}
        icon={<ChevronLeft aria-hidden />}
        isInactive={page === 0}
        onPress={() => onPage(page - 1)}
      />
      <span className={styles.count} aria-live="polite">
        {t('position', { page: page + 1, pages })}
      </span>
      <IconButton
        label={t('next')}
        icon={<ChevronRight aria-hidden />}
        isInactive={page === pages - 1}
        onPress={() => onPage(page + 1)}
      />
    </nav>
  );
}
