'use client';

import type { CallState } from '@plenary/client';
import { Clock } from 'lucide-react';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import { useCallState } from '@/call';
import styles from './banners.module.css';

const MINUTE_MS = 60_000;
/** Often enough for a countdown in minutes, in milliseconds. */
const RENEWED_MS = 5_000;

const selectStop = ({ room }: CallState) => room?.stopsAt ?? null;

/** Says when the server ends, where its operator has set a time, and counts the minutes. */
export function StopBanner() {
  const stopsAt = useCallState(selectStop);
  // What is read out is the first of it: a countdown that speaks every minute would talk over people.
  return <div role="alert">{stopsAt !== null && <Countdown stopsAt={stopsAt} />}</div>;
}

function Countdown({ stopsAt }: { readonly stopsAt: number }) {
  const t = useTranslations('call.stopping');
  const format = useFormatter();
  const now = useNow({ updateInterval: RENEWED_MS });
  const minutes = Math.max(0, Math.ceil((stopsAt - now.getTime()) / MINUTE_MS));
  return (
    <p className={styles.trouble} data-testid="stopping">
      <Clock aria-hidden />
      <span>
        {t('text', { time: format.dateTime(new Date(stopsAt), { hour: 'numeric', minute: '2-digit' }) })}{' '}
        <span aria-live="off" className={styles.countdown}>
          {t('left', { minutes })}
        </span>
      </span>
    </p>
  );
}
