'use client';

import { Mic, MicOff, MonitorUp, MonitorX, Video, VideoOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/ui/icon-button';
import styles from './controls.module.css';
import { DeviceButton } from './device-button';
import { DevicePicker } from './device-picker';
import { useControls } from './use-controls';

/** The switches of one's own microphone, camera and screen share. */
export function OwnMediaButtons() {
  const t = useTranslations('call.controls');
  const { mic, camera, screen, canShare, toggleMic, toggleCamera, toggleScreen } = useControls();
  return (
    <>
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
          className={screen ? `${styles.button} ${styles.share} ${styles.active}` : `${styles.button} ${styles.share}`}
          variant="stage"
          label={screen ? t('stopSharing') : t('share')}
          icon={screen ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />}
          onPress={toggleScreen}
        />
      )}
    </>
  );
}
