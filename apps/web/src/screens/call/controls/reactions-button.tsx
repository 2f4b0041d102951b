'use client';

import { Hand, Smile } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ReactionPicker } from '@/screens/shared/reaction-picker';
import { useHand } from '@/screens/shared/use-hand';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Popover } from '@/ui/popover';
import styles from './controls.module.css';

export interface ReactionsButtonProps {
  /** Where there is no room for a button of its own, the hand is raised here. */
  readonly hasHand: boolean;
}

/** Opens the reactions. */
export function ReactionsButton({ hasHand }: ReactionsButtonProps) {
  const t = useTranslations('call.controls');
  const hand = useHand();
  const isMarked = hasHand && hand.isUp;
  return (
    <Popover
      label={t('react')}
      placement="top"
      className={styles.reactions}
      trigger={
        <IconButton
          size="l"
          className={isMarked ? `${styles.button} ${styles.active}` : styles.button}
          variant="stage"
          label={t('react')}
          icon={isMarked ? <Hand aria-hidden /> : <Smile aria-hidden />}
        />
      }
    >
      <ReactionPicker />
      {hasHand && (
        <Button isWide icon={<Hand aria-hidden />} onPress={hand.toggle}>
          {hand.isUp ? t('lowerHand') : t('raiseHand')}
        </Button>
      )}
    </Popover>
  );
}
