'use client';

import { newLinkSecret } from '@plenary/client/link-secret';
import { newRoomId } from '@plenary/protocol';
import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '@/ui/button';
import styles from './new-encrypted-button.module.css';

/** Makes a fresh room code and a fresh key, which stays behind the address's hash sign, and opens the page. */
export function NewEncryptedButton() {
  const t = useTranslations('home');
  const hint = useId();
  const open = () => {
    const key = new URLSearchParams({ key: newLinkSecret() });
    // A page of its own, that reads its address when it is there in full.
    window.location.assign(`/r/${newRoomId()}#${key.toString()}`);
  };
  return (
    <div className={styles.whole}>
      <Button size="l" isWide icon={<Lock aria-hidden />} aria-describedby={hint} onPress={open}>
        {t('newEncrypted')}
      </Button>
      <p id={hint} className={styles.hint}>
        {t('encryptedHint')}
      </p>
    </div>
  );
}
