'use client';

import { Hand, Smile } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ReactionPicker } from '@/screens/shared/reaction-picker';
import { RefusedButton } from '@/screens/shared/refused-button';
import { useHand } from '@/screens/shared/use-hand';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Popover } from '@/ui/popover';
import { useIsGranted } from '../hooks/use-rights';
import styles from './controls.module.css';

export interface ReactionsButtonProps {
  /** Where there is no room for a button of its own, the hand is raised here. */
  readonly hasHand: boolean;
}

/** Opens the reactions. */
export function ReactionsButton({ hasHand }: ReactionsButtonProps) {
  const t = useTranslations('call.controls');
  const hand = useHand();
  const mayReact = useIsGranted('react');
  const mayRaise = useIsGranted('raiseHand');
  const isMarked = hasHand && hand.isUp;
  if (!mayReact && !(hasHand && mayRaise)) {
    return <RefusedButton className={styles.button} reason={t('notInvited.react')} icon={<Smile aria-hidden />} />;
  }
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
      {mayReact ? <ReactionPicker /> : <p className={styles.refusal}>{t('notInvited.react')}</p>}
      {hasHand && !mayRaise && <p className={styles.refusal}>{t('notInvited.raiseHand')}</p>}
      {hasHand && mayRaise && (
        <Button isWide icon={<Hand aria-hidden />} onPress={hand.toggle}>
          {hand.isUp ? t('lowerHand') : t('raiseHand')}
        </Button>
      )}
    </Popover>
  );
}
