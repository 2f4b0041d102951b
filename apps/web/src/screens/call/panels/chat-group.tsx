'use client';

import { Pin, PinOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { IconButton } from '@/ui/icon-button';
import type { MessageGroup } from './chat-groups';
import styles from './chat-panel.module.css';
import { MessageText } from './message-text';

export interface ChatGroupProps {
  readonly group: MessageGroup;
  readonly isOwn: boolean;
  /** When the first of them was sent, in words. */
  readonly time: string;
  /** The message of this group that is pinned, if any. */
  readonly pinnedId: string | null;
  /** Pins a message, or with `null` takes the pinned one away; `null` for those who may not. Must keep its identity. */
  readonly onPin: ((messageId: string | null) => void) | null;
}

/** Messages of one person in a row. */
export const ChatGroup = memo(
  function ChatGroup({ group, isOwn, time, pinnedId, onPin }: ChatGroupProps) {
    const t = useTranslations('call.chat');
    return (
      <article className={styles.group}>
        <header className={styles.heading}>
          <span className={styles.author} title={group[0].name}>
            {isOwn ? t('you') : group[0].name}
          </span>
          <time dateTime={new Date(group[0].sentAt).toISOString()}>{time}</time>
        </header>
        {group.map(({ id, text }) => (
          <div key={id} className={styles.message}>
            <p className={styles.text} dir="auto">
              <MessageText text={text} />
            </p>
            {onPin !== null && (
              <IconButton
                className={styles.pin}
                tooltipPlacement="left"
                label={id === pinnedId ? t('unpin') : t('pin')}
                icon={id === pinnedId ? <PinOff aria-hidden /> : <Pin aria-hidden />}
                onPress={() => onPin(id === pinnedId ? null : id)}
              />
            )}
          </div>
        ))}
      </article>
    );
  },
  // Groups are built anew with every message; one that has not grown is the same as before.
  (before, after) =>
    before.group.length === after.group.length &&
    (['isOwn', 'time', 'pinnedId', 'onPin'] as const).every((key) => before[key] === after[key]),
);
