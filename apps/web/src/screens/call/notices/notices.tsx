'use client';

import { Check, MonitorUp, UserMinus, UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CaptureNotices } from './capture-notices';
import styles from './notices.module.css';
import type { NoticeQueue } from './use-notices';
import { useOwnAnnouncement } from './use-own-announcement';
import { useRoomEvents } from './use-room-events';

const ICONS = { joined: UserPlus, left: UserMinus, sharing: MonitorUp, copied: Check } as const;

/** What happens in the room, in short messages that pass by themselves and are read out. */
export function Notices({ items, show }: NoticeQueue) {
  const t = useTranslations('call.notices');
  const announcement = useOwnAnnouncement();

  const words = (names: readonly string[]) => ({
    count: names.length,
    first: names[0] ?? '',
    second: names[1] ?? '',
    others: names.length - 2,
  });
  useRoomEvents(({ joined, left, sharing }) => {
    if (joined.length > 0) {
      show('joined', t('joined', words(joined)));
    }
    if (left.length > 0) {
      show('left', t('left', words(left)));
    }
    sharing.forEach((name) => show('sharing', t('sharing', { name })));
  });

  return (
    <div className={styles.notices}>
      <CaptureNotices />
      <div role="status" aria-label={t('label')} className={styles.passing}>
        {items.map(({ id, kind, text }) => {
          const Icon = ICONS[kind];
          return (
            <p key={id} className={styles.notice}>
              <Icon aria-hidden />
              <span>{text}</span>
            </p>
          );
        })}
      </div>
      <p role="status" className="visually-hidden">
        {announcement}
      </p>
    </div>
  );
}
