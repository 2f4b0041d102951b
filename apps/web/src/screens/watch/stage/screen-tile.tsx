'use client';

import { MonitorUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { useRemoteTrack, useTileView } from '@/call';
import { Spinner } from '@/ui/spinner';
import { Video } from '@/ui/video';
import { Unreadable } from '../../call/encryption/unreadable';
import { usePeer } from '../../call/hooks/use-room';
import styles from '../../call/stage/large-share.module.css';

/** What someone on the stage shares, never cropped. */
export const ScreenTile = memo(function ScreenTile({ peerId }: { readonly peerId: string }) {
  const t = useTranslations('call.share');
  const name = usePeer(peerId)?.name ?? '';
  const track = useRemoteTrack(peerId, 'screen');
  const view = useTileView({ peerId, source: 'screen', isPinned: false });
  const waiting = (
    <p className={styles.waiting}>
      <Spinner />
      {t('waiting', { name })}
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
    </figure>
  );
});
