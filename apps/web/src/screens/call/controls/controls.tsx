'use client';

import {
  MessageSquare, Mic, MicOff, MonitorUp, MonitorX, PhoneOff, Users, Video, VideoOff,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/ui/icon-button';
import type { PanelName } from '../panels/panels';
import { useUnread } from '../panels/use-unread';
import styles from './controls.module.css';
import { DeviceButton } from './device-button';
import { DevicePicker } from './device-picker';
import { MoreMenu } from './more-menu';
import { useControls } from './use-controls';

export interface ControlsProps {
  readonly panel: PanelName | null;
  readonly onPanel: (panel: PanelName) => void;
  readonly onCopyLink: () => void;
  readonly onSettings: () => void;
  readonly onMeeting: () => void;
  readonly onShortcuts: () => void;
}

/** The bar below the stage. */
export function Controls({ panel, onPanel, ...more }: ControlsProps) {
  const t = useTranslations('call.controls');
  const { mic, camera, screen, canShare, toggleMic, toggleCamera, toggleScreen, leave } = useControls();
  const unread = useUnread(panel === 'chat');
  return (
    <footer className={styles.bar} aria-label={t('label')}>
      <DeviceButton
        source="mic"
        label={mic ? t('mute') : t('unmute')}
        icon={mic ? <Mic aria-hidden /> : <MicOff aria-hidden />}
        onPress={toggleMic}
        optionsLabel={t('audioOptions')}
      >
        <DevicePicker kind="mic" />
        <DevicePicker kind="speaker" />
      </DeviceButton>
      <DeviceButton
        source="camera"
        label={camera ? t('cameraOff') : t('cameraOn')}
        icon={camera ? <Video aria-hidden /> : <VideoOff aria-hidden />}
        onPress={toggleCamera}
        optionsLabel={t('videoOptions')}
      >
        <DevicePicker kind="camera" />
      </DeviceButton>
      {canShare && (
        <IconButton
          size="l"
          className={screen ? `${styles.button} ${styles.active}` : styles.button}
          variant="stage"
          label={screen ? t('stopSharing') : t('share')}
          icon={screen ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />}
          onPress={toggleScreen}
        />
      )}
      <span className={styles.divider} />
      <IconButton
        size="l"
        className={styles.button}
        variant="stage"
        label={t('people')}
        aria-expanded={panel === 'people'}
        icon={<Users aria-hidden />}
        onPress={() => onPanel('people')}
      />
      <div className={styles.badged}>
        <IconButton
          size="l"
          className={styles.button}
          variant="stage"
          label={unread === 0 ? t('chat') : t('chatUnread', { count: unread })}
          aria-expanded={panel === 'chat'}
          icon={<MessageSquare aria-hidden />}
          onPress={() => onPanel('chat')}
        />
        {unread > 0 && (
          <span className={styles.badge} aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </div>
      <MoreMenu {...more} />
      <IconButton
        size="l"
        className={`${styles.button} ${styles.leave}`}
        variant="danger"
        label={t('leave')}
        icon={<PhoneOff aria-hidden />}
        onPress={leave}
      />
    </footer>
  );
}
