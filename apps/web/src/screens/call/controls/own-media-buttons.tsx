'use client';

import { Mic, MicOff, MonitorUp, MonitorX, Video, VideoOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cx } from '@/ui/cx';
import { IconButton } from '@/ui/icon-button';
import styles from './controls.module.css';
import { DeviceButton } from './device-button';
import { DevicePicker } from './device-picker';
import { useControls } from './use-controls';
import { useRefusalWords } from './use-refusal-words';

/** The switches of one's own microphone, camera and screen share. */
export function OwnMediaButtons() {
  const t = useTranslations('call.controls');
  const { mic, camera, screen, canShare, toggleMic, toggleCamera, toggleScreen } = useControls();
  const noMic = useRefusalWords('mic');
  const noCamera = useRefusalWords('camera');
  const noScreen = useRefusalWords('screen');
  return (
    <>
      <DeviceButton
        source="mic"
        label={mic ? t('mute') : (noMic ?? t('unmute'))}
        isRefused={!mic && noMic !== null}
        icon={mic ? <Mic aria-hidden /> : <MicOff aria-hidden />}
        onPress={toggleMic}
        optionsLabel={t('audioOptions')}
      >
        <DevicePicker kind="mic" />
        <DevicePicker kind="speaker" />
      </DeviceButton>
      <DeviceButton
        source="camera"
        label={camera ? t('cameraOff') : (noCamera ?? t('cameraOn'))}
        isRefused={!camera && noCamera !== null}
        icon={camera ? <Video aria-hidden /> : <VideoOff aria-hidden />}
        onPress={toggleCamera}
        optionsLabel={t('videoOptions')}
      >
        <DevicePicker kind="camera" />
      </DeviceButton>
      {canShare && (
        <IconButton
          size="l"
          className={cx(styles.button, styles.share, screen && styles.active, !screen && noScreen !== null && styles.refused)}
          variant="stage"
          label={screen ? t('stopSharing') : (noScreen ?? t('share'))}
          icon={screen ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />}
          onPress={toggleScreen}
        />
      )}
    </>
  );
}
