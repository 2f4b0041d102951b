'use client';

import { Maximize, Minimize, MonitorUp, PinOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRemoteTrack, useTileView } from '@/call';
import { IconButton } from '@/ui/icon-button';
import { Spinner } from '@/ui/spinner';
import { Video } from '@/ui/video';
import { Unreadable } from '../encryption/unreadable';
import { useFullScreen } from '../hooks/use-full-screen';
import { usePeer } from '../hooks/use-room';
import { tileKey, type TileKey } from '../layout/view';
import styles from './large-share.module.css';

export interface LargeShareProps {
  readonly peerId: string;
  readonly isPinned: boolean;
  readonly onPin: (key: TileKey) => void;
}

/** What a participant shares, as large as it gets and never cropped. */
export function LargeShare({ peerId, isPinned, onPin }: LargeShareProps) {
  const t = useTranslations('call.share');
  const name = usePeer(peerId)?.name ?? '';
  const track = useRemoteTrack(peerId, 'screen');
  const fullScreen = useFullScreen();
  const view = useTileView({ peerId, source: 'screen', isPinned });
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
      <div className={styles.actions}>
        {isPinned && (
          <IconButton
            variant="stage"
            label={t('unpin')}
            tooltipPlacement="left"
            icon={<PinOff aria-hidden />}
            onPress={() => onPin(tileKey(peerId, 'screen'))}
          />
        )}
        {fullScreen.isSupported && (
          <IconButton
            variant="stage"
            label={fullScreen.isOn ? t('exitFullScreen') : t('fullScreen')}
            tooltipPlacement="left"
            icon={fullScreen.isOn ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
            onPress={({ target }) => fullScreen.toggle(target.closest('figure'))}
          />
        )}
      </div>
    </figure>
  );
}
