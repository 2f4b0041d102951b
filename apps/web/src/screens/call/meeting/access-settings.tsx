'use client';

import type { RoomSettings } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { Switch } from '@/ui/switch';
import styles from './meeting-dialog.module.css';
import type { PlacesSettingsProps } from './places-settings';

type Toggle = { [K in keyof RoomSettings]: RoomSettings[K] extends boolean ? K : never }[keyof RoomSettings];

const RIGHTS = ['allowUnmute', 'allowCamera', 'allowScreen', 'allowChat'] as const satisfies readonly Toggle[];

/** Who comes in, and what those may do who are no hosts. */
export function AccessSettings({ settings, choose }: PlacesSettingsProps) {
  const t = useTranslations('call.meeting');
  const toggle = (key: (typeof RIGHTS)[number] | 'lobby' | 'locked') => (
    <Switch key={key} isSelected={settings[key]} onChange={(isOn) => choose({ [key]: isOn })}>
      {t(key)}
    </Switch>
  );
  return (
    <>
      <div className={styles.toggles} role="group" aria-labelledby="settings-access">
        <h3 id="settings-access" className={styles.caption}>
          {t('access')}
        </h3>
        {toggle('lobby')}
        <p className={styles.hint}>{t('lobbyHint')}</p>
        {toggle('locked')}
        <p className={styles.hint}>{t('lockedHint')}</p>
      </div>
      <div className={styles.toggles} role="group" aria-labelledby="settings-rights">
        <h3 id="settings-rights" className={styles.caption}>
          {t('rights')}
        </h3>
        {RIGHTS.map(toggle)}
        <p className={styles.hint}>{t('rightsHint')}</p>
      </div>
    </>
  );
}
