'use client';

import Linkify from 'linkify-react';
import type { Opts } from 'linkifyjs';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import type { MessageGroup } from './chat-groups';
import styles from './chat-panel.module.css';

// Messages are plain text. Only web addresses become links, and the site behind one learns nothing of the meeting.
const LINKS: Opts = {
  defaultProtocol: 'https',
  target: '_blank',
  rel: 'noopener noreferrer nofollow',
  validate: (value, type) => type === 'url' && !/^(?!https?:)[a-z][a-z0-9+.-]*:\/\//iu.test(value),
};

export interface ChatGroupProps {
  readonly group: MessageGroup;
  readonly isOwn: boolean;
  /** When the first of them was sent, in words. */
  readonly time: string;
}

/** Messages of one person in a row. */
export const ChatGroup = memo(
  function ChatGroup({ group, isOwn, time }: ChatGroupProps) {
    const t = useTranslations('call.chat');
    return (
      <article className={styles.group}>
        <header className={styles.heading}>
          <span className={styles.author} title={group[0].name}>
            {isOwn ? t('you') : group[0].name}
          </span>
          <time dateTime={new Date(group[0].sentAt).toISOString()}>{time}</time>
        </header>
        {group.map((message) => (
          <p key={message.id} className={styles.text} dir="auto">
            <Linkify options={LINKS}>{message.text}</Linkify>
          </p>
        ))}
      </article>
    );
  },
  // Groups are built anew with every message; one that has not grown is the same as before.
  (before, after) =>
    before.group.length === after.group.length && before.isOwn === after.isOwn && before.time === after.time,
);
