'use client';

import { MonitorUp, MonitorX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { Button } from 'react-aria-components';
import { useRemotePicture, useTileView } from '@/call';
import { cx } from '@/ui/cx';
import { Video } from '@/ui/video';
import { Unreadable } from '../encryption/unreadable';
import { useIsUnplayable, usePeer } from '../hooks/use-room';
import { tileKey, type TileKey } from '../layout/view';
import styles from './tile.module.css';

export interface ShareTileProps {
  readonly peerId: string;
  /** Makes this share the large one. Must keep its identity. */
  readonly onShow: (key: TileKey) => void;
}

/** A screen share that is not the large one: pressing it makes it so. */
export const ShareTile = memo(function ShareTile({ peerId, onShow }: ShareTileProps) {
  const t = useTranslations('call.share');
  const name = usePeer(peerId)?.name ?? '';
  const track = useRemotePicture(peerId, 'screen');
  const isUnplayable = useIsUnplayable(peerId, 'screen');
  const view = useTileView({ peerId, source: 'screen', isPinned: false });
  return (
    <Button
      ref={view}
      aria-label={t('show', { name })}
      className={cx(styles.tile, styles.share)}
      data-testid="tile"
      data-peer-id={peerId}
      data-source="screen"
      onPress={() => onShow(tileKey(peerId, 'screen'))}
    >
      {track !== null && <Video track={track} fit="contain" label={t('screenOf', { name })} />}
      {isUnplayable && (
        <p className={styles.unplayable}>
          <MonitorX role="img" aria-label={t('unplayable', { name })} />
        </p>
      )}
      <Unreadable peerId={peerId} name={name} />
      <span className={styles.ring} />
      <span className={styles.caption}>
        <MonitorUp aria-hidden className={styles.shareIcon} />
        <span className={styles.name}>{t('screenOf', { name })}</span>
      </span>
    </Button>
  );
});
