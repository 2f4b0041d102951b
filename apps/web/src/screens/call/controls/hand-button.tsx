'use client';

import { Hand } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { RefusedButton } from '@/screens/shared/refused-button';
import { useHand } from '@/screens/shared/use-hand';
import { IconButton } from '@/ui/icon-button';
import { useIsGranted } from '../hooks/use-rights';
import styles from './controls.module.css';

/** Raises one's hand, or takes it down. */
export function HandButton() {
  const t = useTranslations('call.controls');
  const { isUp, toggle } = useHand();
  if (!useIsGranted('raiseHand')) {
    return <RefusedButton className={styles.button} reason={t('notInvited.raiseHand')} icon={<Hand aria-hidden />} />;
  }
  return (
    <IconButton
      size="l"
      className={isUp ? `${styles.button} ${styles.active}` : styles.button}
      variant="stage"
      label={isUp ? t('lowerHand') : t('raiseHand')}
      icon={<Hand aria-hidden />}
      onPress={toggle}
    />
  );
}
