'use client';

import { Volume2, VolumeX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/ui/icon-button';
import { Slider } from '@/ui/slider';
import type { Sound } from './use-sound';
import styles from './watch-controls.module.css';

/** The switch of the sound, and beside it how loud it is. */
export function SoundControl({ volume, isMuted, isBlocked, level, setVolume, toggle }: Sound) {
  const t = useTranslations('watch.sound');
  const isSilent = isBlocked || isMuted || volume === 0;
  return (
    <div className={styles.sound}>
      <IconButton
        size="l"
        className={styles.button}
        variant={isSilent ? 'off' : 'stage'}
        label={isSilent ? t('on') : t('off')}
        icon={isSilent ? <VolumeX aria-hidden /> : <Volume2 aria-hidden />}
        onPress={toggle}
      />
      <div className={styles.volume}>
        <Slider label={t('volume')} value={isBlocked ? 0 : level} onChange={setVolume} />
      </div>
    </div>
  );
}
