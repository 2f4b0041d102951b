import { useTranslations } from 'next-intl';
import styles from './loading-page.module.css';
import { Spinner } from './spinner';

/** Stands where a page will be in a moment. */
export function LoadingPage() {
  const t = useTranslations('common');
  return (
    <main className={styles.page} aria-busy="true">
      <Spinner />
      <p>{t('loading')}</p>
    </main>
  );
}
