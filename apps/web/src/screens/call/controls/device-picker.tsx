'use client';

import type { DeviceKind } from '@plenary/client';
import { useTranslations } from 'next-intl';
import { useDevices } from '@/call';
import { Select } from '@/ui/select';

/** The choice of a microphone, camera or loudspeaker; nothing where the browser leaves it to the system. */
export function DevicePicker({ kind }: { readonly kind: DeviceKind }) {
  const t = useTranslations('call.devices');
  const { options, current, select, selectable } = useDevices(kind);
  if (!selectable || (kind === 'speaker' && options.length === 0)) {
    return null;
  }
  return (
    <Select
      label={t(kind)}
      options={options.map(({ deviceId, label }, index) => ({
        id: deviceId,
        label: label === '' ? t(`${kind}Number`, { number: index + 1 }) : label,
      }))}
      selected={current}
      onSelect={select}
      placeholder={t('none')}
      isDisabled={options.length === 0}
    />
  );
}
