'use client';

import { useTranslations } from 'next-intl';
import { useCall } from '@/call';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { useWaitTrouble } from './use-wait-trouble';
import styles from './waiting.module.css';

/** A host has to let this person in: who knows of them, and that nothing has to be done about it. */
export function Lobby() {
  const t = useTranslations('prejoin.lobby');
  const call = useCall();
  const trouble = useWaitTrouble();
  return (
    <section className={styles.card} aria-labelledby="lobby-title" data-testid="lobby">
      <h2 id="lobby-title" className={styles.title}>
        <Spinner />
        {t('title')}
      </h2>
      <p role="status" className={styles.status}>
        {trouble ?? t('status')}
      </p>
      <p className={styles.text}>{t('text')}</p>
      <Button isWide size="l" onPress={() => void call.leave().catch(() => undefined)}>
        {t('leave')}
      </Button>
    </section>
  );
}
