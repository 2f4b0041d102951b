'use client';

import { MonitorUp, MonitorX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, type ReactNode } from 'react';
import { useRemotePicture, useTileView } from '@/call';
import { Spinner } from '@/ui/spinner';
import { Video } from '@/ui/video';
import { Unreadable } from '../encryption/unreadable';
import { useIsUnplayable, usePeer } from '../hooks/use-room';
import styles from './screen-figure.module.css';

export interface ScreenFigureProps {
  readonly peerId: string;
  readonly isPinned?: boolean;
  /** Buttons in its corner. */
  readonly children?: ReactNode;
}

/** What a participant shares, as large as it gets and never cropped. */
export const ScreenFigure = memo(function ScreenFigure({ peerId, isPinned = false, children }: ScreenFigureProps) {
  const t = useTranslations('call.share');
  const name = usePeer(peerId)?.name ?? '';
  const track = useRemotePicture(peerId, 'screen');
  const isUnplayable = useIsUnplayable(peerId, 'screen');
  const view = useTileView({ peerId, source: 'screen', isPinned });
  const waiting = (
    <p className={styles.waiting}>
      {isUnplayable ? <MonitorX aria-hidden /> : <Spinner />}
      <span>{isUnplayable ? t('unplayable', { name }) : t('waiting', { name })}</span>
    </p>
  );
  return (
    <figure ref={view} className={styles.share} data-testid="tile" data-peer-id={peerId} data-source="screen">
      {track === null ? (
        waiting
      ) : (
        <Video track={track} fit="contain" label={t('screenOf', { name })} placeholder={waiting} />
      )}
      <Unreadable peerId={peerId} name={name} />
      <figcaption className={styles.caption} title={name}>
        <MonitorUp aria-hidden />
        <span>{t('screenOf', { name })}</span>
      </figcaption>
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </figure>
  );
});
