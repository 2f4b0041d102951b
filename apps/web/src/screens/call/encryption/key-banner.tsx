'use client';

import { ShieldAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEncryption } from '@/call';
import styles from './encryption.module.css';

/** Tells somebody whose link has another key than everyone else's why they see nobody. */
export function KeyBanner() {
  const t = useTranslations('call.encryption.alone');
  const isAlone = useEncryption()?.isAlone ?? false;
  return (
    <div role="alert">
      {isAlone && (
        <p className={styles.banner}>
          <ShieldAlert aria-hidden />
          <span>
            <strong>{t('title')}</strong> {t('text')}
          </span>
        </p>
      )}
    </div>
  );
}
