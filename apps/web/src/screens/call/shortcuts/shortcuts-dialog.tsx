'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '@/ui/dialog';
import { Switch } from '@/ui/switch';
import styles from './shortcuts-dialog.module.css';
import { SHORTCUTS, type Shortcut } from './use-shortcuts';

export interface ShortcutsDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly isEnabled: boolean;
  readonly onEnabled: (isEnabled: boolean) => void;
}

/** The keys of the call, and the switch that turns them off. */
export function ShortcutsDialog({ isEnabled, onEnabled, ...dialog }: ShortcutsDialogProps) {
  const t = useTranslations('call.shortcuts');
  return (
    <Dialog title={t('title')} {...dialog}>
      <dl className={styles.list}>
        {(Object.keys(SHORTCUTS) as Shortcut[]).map((name) => (
          <div key={name} className={styles.row}>
            <dt>{t(name)}</dt>
            <dd className={styles.keyCell}>
              <kbd className={styles.key}>{SHORTCUTS[name].toUpperCase()}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <Switch isSelected={isEnabled} onChange={onEnabled}>
        {t('enabled')}
      </Switch>
    </Dialog>
  );
}
