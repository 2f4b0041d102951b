'use client';

import { Check, CircleAlert, CircleSlash, DoorOpen, Hand, MicOff, MonitorUp, UserCog, UserMinus, UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useIsBroadcast } from '../hooks/use-room';
import { CaptureNotices } from './capture-notices';
import styles from './notices.module.css';
import { useHandNotice } from './use-hand-notice';
import { useLobbyNotice } from './use-lobby-notice';
import type { NoticeQueue } from './use-notices';
import { useOwnAnnouncement } from './use-own-announcement';
import { useRefusedNotice } from './use-refused-notice';
import { useRoleNotice } from './use-role-notice';
import { useStoppedNotice } from './use-stopped-notice';
import { useRoomEvents } from './use-room-events';

const ICONS = {
  joined: UserPlus, left: UserMinus, sharing: MonitorUp, copied: Check, hand: Hand, role: UserCog, lobby: DoorOpen,
  stopped: MicOff, refused: CircleSlash, failed: CircleAlert,
} as const;

/** What happens in the room, in short messages that pass by themselves and are read out. */
export function Notices({ items, show }: NoticeQueue) {
  const t = useTranslations('call.notices');
  const tControls = useTranslations('call.controls');
  const announcement = useOwnAnnouncement();
  const isBroadcast = useIsBroadcast();

  const words = (names: readonly string[]) => ({
    count: names.length,
    first: names[0] ?? '',
    second: names[1] ?? '',
    others: names.length - 2,
  });
  useRoomEvents(({ joined, left, sharing }) => {
    if (joined.length > 0) {
      show('joined', t(isBroadcast ? 'cameOnStage' : 'joined', words(joined)));
    }
    if (left.length > 0) {
      show('left', t(isBroadcast ? 'leftStage' : 'left', words(left)));
    }
    sharing.forEach((name) => show('sharing', t('sharing', { name })));
  });
  useHandNotice((name) => show('hand', t('hand', { name })));
  useLobbyNotice((name) => show('lobby', t('lobby', { name })));
  useStoppedNotice(({ source, by }) =>
    show('stopped', by === null ? t(`notAllowed.${source}`) : t(`stopped.${source}`, { name: by })),
  );
  useRefusedNotice((source, by) =>
    show('refused', tControls(by === 'token' ? `notInvited.${source}` : `notAllowed.${source}`)),
  );
  useRoleNotice((role, before) => {
    // Coming on the stage is told by an invitation of its own.
    if (role !== 'speaker' || before === 'host') {
      show('role', t(`role.${role}`));
    }
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
