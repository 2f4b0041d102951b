'use client';

import type { RoomId } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '@/ui/button';
import { Notice } from '@/ui/notice';
import { HlsPlayer } from './hls-player';
import { useFallback } from './use-fallback';
import styles from './watch-fallback.module.css';

export interface WatchFallbackProps {
  readonly roomId: RoomId;
  /** The usual way to watch. */
  readonly children: ReactNode;
}

/** Shows the usual way to watch, or, where no media come through, the room's HLS output, and says so. */
export function WatchFallback({ roomId, children }: WatchFallbackProps) {
  const t = useTranslations('hls.fallback');
  const fallback = useFallback(roomId);
  if (fallback === 'direct') {
    return children;
  }
  // A new call is what is tried, from the very start.
  const again = <Button onPress={() => window.location.reload()}>{t('again')}</Button>;
  return (
    <div className={styles.fallback} data-testid="watch-fallback" data-way={fallback}>
      <Notice tone="warning" title={t(fallback === 'hls' ? 'hls' : 'blocked')} action={again}>
        {fallback === 'blocked' && t('blockedWhy')}
      </Notice>
      <div className={styles.picture}>{fallback === 'hls' ? <HlsPlayer roomId={roomId} /> : children}</div>
    </div>
  );
}
