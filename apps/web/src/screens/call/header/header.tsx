'use client';

import { Check, Copy, Eye, Users } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState, type ReactNode } from 'react';
import { useServerAccess } from '@/call/use-server-access';
import { LiveMark } from '@/screens/shared/live-mark';
import { copyText } from '@/ui/copy-text';
import { IconButton } from '@/ui/icon-button';
import { Mark } from '@/ui/mark';
import { useIsBroadcast, usePeerCount, useViewerCount } from '../hooks/use-room';
import { EncryptionButton } from '../encryption/encryption-button';
import { meetingPath } from '../links';
import { Elapsed } from './elapsed';
import styles from './header.module.css';

const SHOWN_MS = 2_000;

/** Which meeting this is, how long it has lasted, and how many are in it and watch it. */
export function Header({ roomId }: { readonly roomId: string }) {
  const t = useTranslations('call.header');
  const count = usePeerCount();
  const viewers = useViewerCount();
  const isBroadcast = useIsBroadcast();
  const access = useServerAccess();
  return (
    <header className={styles.header}>
      <Mark className={styles.mark} />
      {isBroadcast && <LiveMark />}
      <h1 className={styles.title} title={roomId}>
        {roomId}
      </h1>
      {access === 'open' && <CopyLink roomId={roomId} />}
      <EncryptionButton />
      <span className={styles.space} />
      <Count
        icon={<Users aria-hidden />}
        count={count}
        words={isBroadcast ? t('onStage', { count }) : t('people', { count })}
      />
      {(isBroadcast || viewers > 0) && (
        <Count icon={<Eye aria-hidden />} count={viewers} words={t('viewers', { count: viewers })} />
      )}
      <Elapsed />
    </header>
  );
}

interface CountProps {
  readonly icon: ReactNode;
  readonly count: number;
  /** What is counted, with the figure. */
  readonly words: string;
}

function Count({ icon, count, words }: CountProps) {
  const locale = useLocale();
  return (
    <span className={styles.fact} title={words}>
      {icon}
      <span aria-hidden="true">{count.toLocaleString(locale)}</span>
      <span className="visually-hidden">{words}</span>
    </span>
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
          void copyText(`${window.location.origin}${meetingPath(roomId)}`).then(setCopied);
        }}
      />
      <span role="status" className="visually-hidden">
        {isCopied ? t('linkCopied') : ''}
      </span>
    </>
  );
}
