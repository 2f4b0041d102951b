'use client';

import type { EncryptionState } from '@plenary/client';
import { useTranslations } from 'next-intl';
import styles from './encryption.module.css';

/** What is encrypted, and the code by which people make sure that nobody stands between them. */
export function EncryptionDetails({ encryption }: { readonly encryption: EncryptionState }) {
  const t = useTranslations('call.encryption');
  return (
    <div className={styles.details}>
      <p>{t('what')}</p>
      <section className={styles.code} aria-label={t('code')}>
        <h3 className={styles.codeTitle}>{t('code')}</h3>
        <p className={styles.groups} data-testid="safety-code">
          {encryption.safetyCode.split(' ').map((group, index) => (
            // The same group may come twice; their places are what tells them apart.
            <span key={index}>{group} </span>
          ))}
        </p>
        <p className={styles.holders}>{t('holders', { count: encryption.keyHolders })}</p>
      </section>
      <p className={styles.compare}>{t('compare')}</p>
    </div>
  );
}
