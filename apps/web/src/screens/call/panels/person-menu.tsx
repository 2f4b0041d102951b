'use client';

import { Crown, EllipsisVertical, Undo2, UserMinus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Role } from '@plenary/protocol';
import { IconButton } from '@/ui/icon-button';
import { Menu, type MenuEntry } from '@/ui/menu';
import styles from './people-panel.module.css';
import type { PersonAction } from './use-person-actions';

export interface PersonMenuProps {
  readonly name: string;
  readonly role: Role;
  readonly onAction: (action: PersonAction) => void;
}

/** What a host can do about somebody, beside bringing them on the stage. */
export function PersonMenu({ name, role, onAction }: PersonMenuProps) {
  const t = useTranslations('call.people');
  const entries: MenuEntry[] =
    role === 'host'
      ? [{ id: 'endHost', label: t('endHost'), icon: <Undo2 aria-hidden /> }]
      : [{ id: 'makeHost', label: t('makeHost'), icon: <Crown aria-hidden /> }];
  if (role !== 'viewer') {
    entries.push({ id: 'toAudience', label: t('toAudience'), icon: <UserMinus aria-hidden /> });
  }
  return (
    <Menu
      label={t('actions', { name })}
      entries={entries}
      onAction={(id) => onAction(id as PersonAction)}
      trigger={
        <IconButton
          className={styles.menu}
          label={t('actions', { name })}
          icon={<EllipsisVertical aria-hidden />}
          tooltipPlacement="left"
        />
      }
    />
  );
}
