import { useTranslations } from 'next-intl';
import styles from './denied-words.module.css';

/** Says to who was turned away in the lobby when they may ask again. @param wait in seconds; 0 is now */
export function DeniedWords({ wait }: { readonly wait: number }) {
  const t = useTranslations('errors');
  return (
    <>
      {t('code.DENIED')}{' '}
      {wait === 0
        ? t('askAgain.now')
        : t.rich('askAgain.later', {
            time: `${Math.floor(wait / 60)}:${String(wait % 60).padStart(2, '0')}`,
            // Read out once, not every second.
            left: (chunks) => <span aria-live="off" className={styles.left}>{chunks}</span>,
          })}
    </>
  );
}
