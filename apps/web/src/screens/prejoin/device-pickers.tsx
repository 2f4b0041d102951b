'use client';

import type { DeviceKind } from '@plenary/client';
import { Mic, Video, Volume2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useDevices } from '@/call';
import { Select } from '@/ui/select';
import styles from './device-pickers.module.css';

export interface DevicePickersProps {
  /** Whether the invitation allows to be heard, and to be seen. */
  readonly mayMic: boolean;
  readonly mayCamera: boolean;
}

/** Which microphone, camera and loudspeaker to use. */
export function DevicePickers({ mayMic, mayCamera }: DevicePickersProps) {
  const t = useTranslations('prejoin.devices');
  return (
    <div role="group" aria-label={t('title')} className={styles.pickers}>
      {mayMic && <DevicePicker kind="mic" icon={<Mic aria-hidden />} />}
      {mayCamera && <DevicePicker kind="camera" icon={<Video aria-hidden />} />}
      <DevicePicker kind="speaker" icon={<Volume2 aria-hidden />} />
    </div>
  );
}

function DevicePicker({ kind, icon }: { readonly kind: DeviceKind; readonly icon: ReactNode }) {
  const t = useTranslations('prejoin.devices');
  const { options, current, select, selectable } = useDevices(kind);
  if (!selectable || (kind === 'speaker' && options.length === 0)) {
    return null;
  }
  return (
    <Select
      label={t(kind)}
      isLabelHidden
      icon={icon}
      options={options.map(({ deviceId, label }, index) => ({
        id: deviceId,
        label: label === '' ? t(`${kind}Number`, { number: index + 1 }) : label,
      }))}
      selected={current}
      onSelect={select}
      placeholder={t('system')}
      isDisabled={options.length === 0}
    />
  );
}
