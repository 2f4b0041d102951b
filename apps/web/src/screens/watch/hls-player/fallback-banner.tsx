'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/button';
import styles from './fallback-banner.module.css';
import type { Fallback } from './use-fallback';

export interface FallbackBannerProps {
  readonly fallback: Fallback;
}

/** Says that no media come through, and whether HLS takes their place. Read out when it appears. */
export function FallbackBanner({ fallback }: FallbackBannerProps) {
  const t = useTranslations('hls.fallback');
  return (
    <div role="status">
      {fallback !== 'direct' && (
        <div className={styles.banner} data-testid="fallback" data-way={fallback}>
          <p>{t(fallback)}</p>
          {/* From the very start: with another network everything may be well. */}
          <Button onPress={() => window.location.reload()}>
            {t('again')}
          </Button>
        </div>
      )}
    </div>
  );
}
