import { useTranslations } from 'next-intl';
import { Hall } from '@/ui/mark';
import { PageHeader } from '@/ui/page-header';
import styles from './home.module.css';
import { JoinForm } from './join-form';
import { NewEncryptedButton } from './new-encrypted-button';
import { NewMeetingButton } from './new-meeting-button';

/** The start page: make a meeting or go to one. */
export function Home() {
  const t = useTranslations('home');
  return (
    <div className={styles.page}>
      <PageHeader />
      <main className={styles.main}>
        <div className={styles.words}>
          <h1 className={styles.title}>{t('title')}</h1>
          <p className={styles.lead}>{t('lead')}</p>
          <div className={styles.actions}>
            <div className={styles.start}>
              <NewMeetingButton kind="meeting" />
              <NewMeetingButton kind="broadcast" />
              <NewEncryptedButton />
            </div>
            <span className={styles.or}>{t('or')}</span>
            <JoinForm />
          </div>
        </div>
        <Hall className={styles.hall} />
      </main>
      <footer className={styles.footer}>
        <p>{t('note')}</p>
      </footer>
    </div>
  );
}
