'use client';

import type { CallState } from '@plenary/client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useCall } from '@/call';
import styles from './header.module.css';

/** How long the meeting has lasted: hours, minutes and seconds, with the hours once there are some. */
export function Elapsed() {
  const t = useTranslations('call.header');
  const call = useCall();
  const [start] = useState(() => Date.now() - ageWhenJoined(call.getState()));
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);

  const seconds = Math.max(0, Math.floor((now - start) / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return (
    <time className={styles.fact} role="timer" aria-label={t('elapsed')} dateTime={`PT${seconds}S`}>
      {hours > 0 ? `${hours}:${rest}` : rest}
    </time>
  );
}

// Both times are by the server's clock, so that a wrong clock here does no harm.
function ageWhenJoined({ room }: CallState): number {
  return room === null ? 0 : Math.max(0, room.self.joinedAt - room.createdAt);
}
