import { useTranslations } from 'next-intl';
import styles from './live-mark.module.css';

/** Says that this is a broadcast, which goes on now. */
export function LiveMark() {
  const t = useTranslations('call.header');
  return <span className={styles.mark}>{t('live')}</span>;
}
