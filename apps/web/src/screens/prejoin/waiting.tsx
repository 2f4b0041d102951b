'use client';

import { useTranslations } from 'next-intl';
import { useCall, useCallState } from '@/call';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { useWaitTrouble } from './use-wait-trouble';
import styles from './waiting.module.css';

/** There is no place yet: where one stands, and that nothing has to be done about it. */
export function Waiting() {
  const t = useTranslations('prejoin.waiting');
  const call = useCall();
  const connection = useCallState((state) => state.connection);
  const position = connection.status === 'waiting' ? connection.position : null;
  const trouble = useWaitTrouble();
  return (
    <section className={styles.card} aria-labelledby="waiting-title">
      <h2 id="waiting-title" className={styles.title}>
        <Spinner />
        {t('title')}
      </h2>
      <p role="status" className={styles.position}>
        {position === null ? trouble : t('position', { position })}
      </p>
      <p className={styles.text}>{t('text')}</p>
      <Button isWide size="l" onPress={() => void call.leave().catch(() => undefined)}>
        {t('leave')}
      </Button>
    </section>
  );
}
