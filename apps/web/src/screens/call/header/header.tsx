'use client';

import { Check, Copy, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { copyText } from '@/ui/copy-text';
import { IconButton } from '@/ui/icon-button';
import { Mark } from '@/ui/mark';
import { usePeerCount } from '../hooks/use-room';
import { Elapsed } from './elapsed';
import styles from './header.module.css';

const SHOWN_MS = 2_000;

/** Which meeting this is, how long it has lasted, and how many are in it. */
export function Header({ roomId }: { readonly roomId: string }) {
  const t = useTranslations('call.header');
  const count = usePeerCount();
  return (
    <header className={styles.header}>
      <Mark className={styles.mark} />
      <h1 className={styles.title} title={roomId}>
        {roomId}
      </h1>
      <CopyLink roomId={roomId} />
      <span className={styles.space} />
      <span className={styles.fact} title={t('people', { count })}>
        <Users aria-hidden />
        <span aria-hidden="true">{count}</span>
        <span className="visually-hidden">{t('people', { count })}</span>
      </span>
      <Elapsed />
    </header>
  );
}

function CopyLink({ roomId }: { readonly roomId: string }) {
  const t = useTranslations('common');
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <>
      <IconButton
        className={styles.copy}
        tooltipPlacement="bottom"
        label={isCopied ? t('linkCopied') : t('copyLink')}
        icon={isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
        onPress={() => {
          void copyText(`${window.location.origin}/r/${roomId}`).then(setCopied);
        }}
      />
      <span role="status" className="visually-hidden">
        {isCopied ? t('linkCopied') : ''}
      </span>
    </>
  );
}
