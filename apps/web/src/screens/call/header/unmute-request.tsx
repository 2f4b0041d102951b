'use client';

import type { CallState, HostWord } from '@plenary/client';
import { Mic } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCall, useCallState } from '@/call';
import { Button } from '@/ui/button';
import { useIsOn } from '../hooks/use-local';
import styles from './banners.module.css';

const selectWord = (state: CallState) => state.room?.hostWord ?? null;

/** A host asks this person to unmute: one press does, and nothing is done without it. */
export function UnmuteRequest() {
  const t = useTranslations('call.asked');
  const call = useCall();
  const word = useCallState(selectWord);
  const mic = useIsOn('mic');
  const [answered, setAnswered] = useState<HostWord | null>(null);
  if (word?.kind !== 'asked' || word === answered) {
    return null;
  }
  if (mic) {
    // Muting later by oneself is not the same question anew.
    setAnswered(word);
    return null;
  }
  const title = t('title', { name: word.by });
  return (
    <section className={styles.invitation} aria-label={title} data-testid="unmute-request">
      <div role="alert">
        <p className={styles.invitationTitle}>{title}</p>
        <p>{t('text')}</p>
      </div>
      <Button variant="quiet" onPress={() => setAnswered(word)}>
        {t('later')}
      </Button>
      <Button variant="primary" icon={<Mic aria-hidden />} onPress={() => void call.setMic(true)}>
        {t('unmute')}
      </Button>
    </section>
  );
}
