'use client';

import { Lock, ShieldAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useEncryption } from '@/call';
import { Dialog } from '@/ui/dialog';
import { IconButton } from '@/ui/icon-button';
import { Notice } from '@/ui/notice';
import { EncryptionDetails } from './encryption-details';
import styles from './encryption.module.css';

/** Says that the call is encrypted end to end, and opens what there is to know of it. Nothing in other calls. */
export function EncryptionButton() {
  const t = useTranslations('call.encryption');
  const encryption = useEncryption();
  const [isOpen, setOpen] = useState(false);
  if (encryption === null) {
    return null;
  }
  return (
    <>
      <IconButton
        className={encryption.isAlone ? styles.alert : styles.lock}
        tooltipPlacement="bottom"
        label={encryption.isAlone ? t('alone.title') : t('label')}
        icon={encryption.isAlone ? <ShieldAlert aria-hidden /> : <Lock aria-hidden />}
        onPress={() => setOpen(true)}
      />
      <Dialog title={t('title')} isOpen={isOpen} onOpenChange={setOpen}>
        {encryption.isAlone && (
          <Notice tone="danger" title={t('alone.title')}>
            <p>{t('alone.text')}</p>
          </Notice>
        )}
        <EncryptionDetails encryption={encryption} />
      </Dialog>
    </>
  );
}
