'use client';

import { useTranslations } from 'next-intl';
import { useServerAccess } from '@/call/use-server-access';
import { JoinForm } from './join-form';
import { NewEncryptedButton } from './new-encrypted-button';
import { NewMeetingButton } from './new-meeting-button';
import styles from './welcome.module.css';

/** What one can do here: make a meeting or go to one; where access is closed, come in by invitation. */
export function Welcome() {
  const t = useTranslations('home');
  const access = useServerAccess();
  return (
    <div className={styles.words}>
      <h1 className={styles.title}>{t('title')}</h1>
      {/* Nothing is offered for a moment that would lead nowhere. */}
      <div className={access === null ? styles.pending : undefined}>
        <p className={styles.lead}>{t(access === 'closed' ? 'invited.lead' : 'lead')}</p>
        <div className={styles.actions}>{access === 'closed' ? <ByInvitation /> : <ForEveryone />}</div>
      </div>
    </div>
  );
}

function ForEveryone() {
  const t = useTranslations('home');
  return (
    <>
      <div className={styles.start}>
        <NewMeetingButton kind="meeting" />
        <NewMeetingButton kind="broadcast" />
        <NewEncryptedButton />
      </div>
      <span className={styles.or}>{t('or')}</span>
      <JoinForm isByInvitation={false} />
    </>
  );
}

function ByInvitation() {
  const t = useTranslations('home.invited');
  return (
    <>
      <JoinForm isByInvitation />
      <p className={styles.hint}>{t('start')}</p>
    </>
  );
}
