'use client';

import { Mic, Video } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCall } from '@/call';
import { Button } from '@/ui/button';
import { useIsOn } from '../hooks/use-local';
import { useIsOnStage } from '../hooks/use-room';
import styles from './banners.module.css';

/** Shown to someone who was brought on the stage, until they turn something on or put it off. */
export function StageInvitation() {
  const t = useTranslations('call.invitation');
  const call = useCall();
  const isOnStage = useIsOnStage();
  const mic = useIsOn('mic');
  const camera = useIsOn('camera');
  const [state, setState] = useState({ wasOnStage: isOnStage, isInvited: false });
  if (state.wasOnStage !== isOnStage) {
    setState({ wasOnStage: isOnStage, isInvited: isOnStage });
  }
  if (!state.isInvited) {
    return null;
  }
  if (mic || camera) {
    // Answered; what is turned off later is no new invitation.
    setState({ ...state, isInvited: false });
    return null;
  }
  return (
    <section className={styles.invitation} aria-label={t('title')}>
      <div role="alert">
        <p className={styles.invitationTitle}>{t('title')}</p>
        <p>{t('text')}</p>
      </div>
      <Button variant="quiet" onPress={() => setState({ ...state, isInvited: false })}>
        {t('later')}
      </Button>
      <Button icon={<Mic aria-hidden />} onPress={() => void call.setMic(true)}>
        {t('mic')}
      </Button>
      <Button
        variant="primary"
        icon={<Video aria-hidden />}
        onPress={() => {
          void call.setMic(true);
          void call.setCamera(true);
        }}
      >
        {t('both')}
      </Button>
    </section>
  );
}
