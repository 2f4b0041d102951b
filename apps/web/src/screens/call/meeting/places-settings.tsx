'use client';

import type { Overflow } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { NumberField } from '@/ui/number-field';
import { Select } from '@/ui/select';
import { Switch } from '@/ui/switch';
import styles from './meeting-dialog.module.css';
import type { MeetingSettings } from './use-meeting-settings';

const OVERFLOWS: readonly Overflow[] = ['viewer', 'queue', 'refuse'];
const SLOW_MODES = [0, 5, 15, 30, 60];
// What the protocol takes; what the operator allows may be less, and shows when it was applied.
const MOST_SPEAKERS = 10_000;
const MOST_VIEWERS = 100_000;

export interface PlacesSettingsProps extends Pick<MeetingSettings, 'choose'> {
  readonly settings: NonNullable<MeetingSettings['settings']>;
}

/** Who may take part and who watches, for how many there is place, and how fast viewers may write. */
export function PlacesSettings({ settings, choose }: PlacesSettingsProps) {
  const t = useTranslations('call.meeting');
  const { kind, maxSpeakers, maxViewers, overflow, slowModeSeconds } = settings;
  const slowModes = [...new Set([...SLOW_MODES, slowModeSeconds])].sort((a, b) => a - b);
  return (
    <>
      <div className={styles.broadcast}>
        <Switch
          isSelected={kind === 'broadcast'}
          onChange={(isBroadcast) => choose({ kind: isBroadcast ? 'broadcast' : 'meeting' })}
        >
          {t('broadcast')}
        </Switch>
        <p className={styles.hint}>{t('broadcastHint')}</p>
      </div>
      <div className={styles.pair}>
        <NumberField
          label={t('maxSpeakers')}
          value={maxSpeakers}
          onChange={(value) => choose({ maxSpeakers: value })}
          min={1}
          max={MOST_SPEAKERS}
        />
        <NumberField
          label={t('maxViewers')}
          value={maxViewers}
          onChange={(value) => choose({ maxViewers: value })}
          min={0}
          max={MOST_VIEWERS}
        />
      </div>
      <Select
        label={t('overflow')}
        options={OVERFLOWS.map((id) => ({ id, label: t(`overflows.${id}`) }))}
        selected={overflow}
        onSelect={(id) => choose({ overflow: id as Overflow })}
      />
      <Select
        label={t('slowMode')}
        options={slowModes.map((seconds) => ({ id: String(seconds), label: t('slowModeSeconds', { seconds }) }))}
        selected={String(slowModeSeconds)}
        onSelect={(id) => choose({ slowModeSeconds: Number(id) })}
      />
    </>
  );
}
