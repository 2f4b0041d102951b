'use client';

import { Crown, EllipsisVertical, Mic, MicOff, MonitorX, Undo2, UserMinus, UserX, VideoOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Peer, Role } from '@plenary/protocol';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { IconButton } from '@/ui/icon-button';
import { Menu, type MenuEntry } from '@/ui/menu';
import { isLive } from '../hooks/use-room';
import styles from './people-panel.module.css';
import type { PersonAction } from './use-person-actions';

export interface PersonMenuProps {
  readonly name: string;
  readonly role: Role;
  /** What they send, where that can be seen: of the audience nothing is. */
  readonly peer?: Peer;
  readonly isSelf?: boolean;
  readonly onAction: (action: PersonAction) => void;
}

/** What is asked once more before it is done. */
const CONFIRMED = { remove: 'remove', makeHost: 'hostTo' } as const;
type Confirmed = keyof typeof CONFIRMED;

/** What a host can do about somebody, beside bringing them on the stage. */
export function PersonMenu({ name, role, peer, isSelf = false, onAction }: PersonMenuProps) {
  const t = useTranslations('call.people');
  const tCall = useTranslations('call');
  const [asked, setAsked] = useState<Confirmed | null>(null);

  const entries: MenuEntry[] = [];
  const add = (condition: boolean, id: PersonAction & Parameters<typeof t>[0], icon: MenuEntry['icon']) => {
    if (condition) {
      entries.push({ id, label: t(id), icon });
    }
  };
  const isOther = peer !== undefined && !isSelf;
  add(isOther && isLive(peer, 'mic'), 'mute', <MicOff aria-hidden />);
  add(isOther && !isLive(peer, 'mic'), 'askToUnmute', <Mic aria-hidden />);
  add(isOther && isLive(peer, 'camera'), 'stopVideo', <VideoOff aria-hidden />);
  add(isOther && isLive(peer, 'screen'), 'stopScreen', <MonitorX aria-hidden />);
  add(role !== 'host', 'makeHost', <Crown aria-hidden />);
  add(role === 'host', 'endHost', <Undo2 aria-hidden />);
  add(role !== 'viewer', 'toAudience', <UserMinus aria-hidden />);
  add(!isSelf, 'remove', <UserX aria-hidden />);

  const confirmKey = CONFIRMED[asked ?? 'remove'];
  return (
    <>
      <Menu
        label={t('actions', { name })}
        entries={entries}
        onAction={(id) => (id in CONFIRMED ? setAsked(id as Confirmed) : onAction(id as PersonAction))}
        trigger={
          <IconButton
            className={styles.menu}
            label={t('actions', { name })}
            icon={<EllipsisVertical aria-hidden />}
            tooltipPlacement="left"
          />
        }
      />
      <ConfirmDialog
        title={tCall(`${confirmKey}.title`, { name })}
        text={tCall(`${confirmKey}.text`)}
        confirmLabel={tCall(`${confirmKey}.confirm`)}
        cancelLabel={tCall(`${confirmKey}.cancel`)}
        variant={asked === 'remove' ? 'danger' : 'primary'}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => asked !== null && onAction(asked)}
      />
    </>
  );
}
