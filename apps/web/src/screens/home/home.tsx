import { useTranslations } from 'next-intl';
import { Hall } from '@/ui/mark';
import { PageHeader } from '@/ui/page-header';
import styles from './home.module.css';
import { Welcome } from './welcome';

/** The start page. */
export function Home() {
  const t = useTranslations('home');
  return (
    <div className={styles.page}>
      <PageHeader />
      <main className={styles.main}>
        <Welcome />
        <Hall className={styles.hall} />
      </main>
      <footer className={styles.footer}>
        <p>{t('note')}</p>
      </footer>
    </div>
  );
}
