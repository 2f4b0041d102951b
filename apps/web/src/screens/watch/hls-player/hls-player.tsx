'use client';

import type { RoomId } from '@plenary/protocol';
import { VolumeX } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import styles from './hls-player.module.css';
import { useHls } from './use-hls';

export interface HlsPlayerProps {
  readonly roomId: RoomId;
  /** 0 to 1. */
  readonly volume: number;
}

/** A room's HLS output, filling its positioned parent, with the delay that it really has. */
export function HlsPlayer({ roomId, volume }: HlsPlayerProps) {
  const t = useTranslations('hls.player');
  const format = useFormatter();
  const element = useRef<HTMLVideoElement>(null);
  const { playback, delayMs, isMuted } = useHls(element, roomId);
  const seconds = delayMs === null ? null : format.number(delayMs / 1_000, { maximumFractionDigits: 0 });

  useEffect(() => {
    if (element.current !== null) {
      element.current.volume = volume;
    }
  }, [volume]);

  const unmute = () => {
    if (element.current !== null) {
      element.current.muted = false;
      element.current.play().catch(() => undefined);
    }
  };

  return (
    <div className={styles.player} data-testid="hls-player" data-playback={playback}>
      <video ref={element} className={styles.video} aria-label={t('label')} playsInline />
      {(playback === 'loading' || playback === 'waiting') && (
        <div className={styles.over}>
          <Spinner />
        </div>
      )}
      {(playback === 'ended' || playback === 'unsupported') && (
        <p className={styles.over} role="status">
          {t(playback)}
        </p>
      )}
      {playback === 'playing' && seconds !== null && (
        <p className={styles.delay} data-testid="hls-delay" data-delay-ms={Math.round(delayMs ?? 0)}>
          {t('delay', { seconds })}
        </p>
      )}
      {isMuted && (
        <div className={styles.unmute}>
          <Button variant="primary" icon={<VolumeX aria-hidden />} onPress={unmute}>
            {t('unmute')}
          </Button>
        </div>
      )}
    </div>
  );
}
