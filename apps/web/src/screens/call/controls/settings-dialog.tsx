'use client';

import { useTranslations } from 'next-intl';
import { Dialog } from '@/ui/dialog';
import { DevicePicker } from './device-picker';
import styles from './settings-dialog.module.css';

export interface SettingsDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** All devices in one place; on phones it is the only place. */
export function SettingsDialog(props: SettingsDialogProps) {
  const t = useTranslations('call.devices');
  return (
    <Dialog title={t('title')} {...props}>
      <div className={styles.pickers}>
        <DevicePicker kind="mic" />
        <DevicePicker kind="camera" />
        <DevicePicker kind="speaker" />
      </div>
    </Dialog>
  );
}
