'use client';

import { Pin, PinOff, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { IconButton } from '@/ui/icon-button';
import { MessageText } from '../panels/message-text';
import { usePinned } from '../panels/use-pinned';
import styles from './banners.module.css';

/** The message that hosts keep in sight, in a slim line. Hosts take it away for all, others for themselves. */
export function PinnedBanner() {
  const t = useTranslations('call.chat');
  const { message, pin } = usePinned();
  const [hiddenId, setHiddenId] = useState<string | null>(null);
  if (message === null || message.id === hiddenId) {
    return null;
  }
  return (
    <section className={styles.pinned} aria-label={t('pinned')}>
      <Pin aria-hidden />
      <span className={styles.author} title={message.name}>
        {message.name}
      </span>
      <p dir="auto" title={message.text}>
        <MessageText text={message.text} />
      </p>
      {pin === null ? (
        <IconButton
          label={t('hidePinned')}
          icon={<X aria-hidden />}
          tooltipPlacement="left"
          onPress={() => setHiddenId(message.id)}
        />
      ) : (
        <IconButton label={t('unpin')} icon={<PinOff aria-hidden />} tooltipPlacement="left" onPress={() => pin(null)} />
      )}
    </section>
  );
}
