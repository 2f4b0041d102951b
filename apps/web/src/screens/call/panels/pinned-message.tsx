'use client';

import type { ChatMessage } from '@plenary/protocol';
import { Pin, PinOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/ui/icon-button';
import { MessageText } from './message-text';
import styles from './pinned-message.module.css';

export interface PinnedMessageProps {
  readonly message: ChatMessage;
  /** Takes it away for everyone; `null` for those who may not. */
  readonly onUnpin: (() => void) | null;
}

/** The message that hosts keep in sight, above the others. */
export function PinnedMessage({ message, onUnpin }: PinnedMessageProps) {
  const t = useTranslations('call.chat');
  return (
    <section className={styles.pinned} aria-label={t('pinned')}>
      <Pin aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.author} title={message.name}>
          {message.name}
        </p>
        <p className={styles.text} dir="auto">
          <MessageText text={message.text} />
        </p>
      </div>
      {onUnpin !== null && (
        <IconButton label={t('unpin')} icon={<PinOff aria-hidden />} tooltipPlacement="left" onPress={onUnpin} />
      )}
    </section>
  );
}
