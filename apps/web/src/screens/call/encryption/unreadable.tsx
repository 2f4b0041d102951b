'use client';

import { LockKeyhole } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useIsUnreadable } from '@/call';
import styles from './encryption.module.css';

/** Stands over a tile whose picture can't be decrypted. */
export function Unreadable({ peerId, name }: { readonly peerId: string; readonly name: string }) {
  const t = useTranslations('call.encryption');
  return useIsUnreadable(peerId) ? (
    <div className={styles.unreadable} data-testid="unreadable">
      <LockKeyhole aria-hidden />
      <p>{t('unreadable', { name })}</p>
    </div>
  ) : null;
}
