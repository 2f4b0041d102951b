'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallState } from '@/call';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { useMayModerate } from '../hooks/use-rights';
import { useHands } from '../hooks/use-room';
import styles from './people-panel.module.css';
import type { PersonActions } from './use-person-actions';

/** Those who raised their hand, the first of them first; hosts call them up from here. */
export function RaisedHands({ act }: Pick<PersonActions, 'act'>) {
  const t = useTranslations('call.people');
  const { hands, total } = useHands();
  const mayModerate = useMayModerate();
  // Speakers raise hands too: they are on the stage already.
  const onStage = useCallState((state) =>
    hands.flatMap(({ peerId }) => (state.room?.peers.has(peerId) === true ? [peerId] : [])).join(),
  ).split(',');
  if (total === 0) {
    return null;
  }
  return (
    <section className={styles.hands} aria-labelledby="raised-hands">
      <h3 id="raised-hands" className={styles.section}>
        {t('hands', { count: total })}
      </h3>
      <ol className={styles.handList}>
        {hands.map(({ peerId, name }) => (
          <li key={peerId} className={styles.hand} data-hand={peerId}>
            <span className={styles.handName} title={name}>
              {name}
            </span>
            {mayModerate && !onStage.includes(peerId) && (
              <Button
                className={styles.call}
                variant="primary"
                aria-label={t('toStageOf', { name })}
                onPress={() => void act(peerId, 'toStage')}
              >
                {t('toStage')}
              </Button>
            )}
            {mayModerate && (
              <IconButton
                className={styles.menu}
                label={t('lowerHand', { name })}
                icon={<X aria-hidden />}
                tooltipPlacement="left"
                onPress={() => void act(peerId, 'lowerHand')}
              />
            )}
          </li>
        ))}
      </ol>
      {total > hands.length && <p className={styles.none}>{t('moreHands', { count: total - hands.length })}</p>}
    </section>
  );
}
