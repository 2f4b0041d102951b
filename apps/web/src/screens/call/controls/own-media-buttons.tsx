'use client';

import { Mic, MicOff, MonitorUp, MonitorX, Video, VideoOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cx } from '@/ui/cx';
import { IconButton } from '@/ui/icon-button';
import { useMayTurnOn } from '../hooks/use-rights';
import styles from './controls.module.css';
import { DeviceButton } from './device-button';
import { DevicePicker } from './device-picker';
import { useControls } from './use-controls';

/** The switches of one's own microphone, camera and screen share. */
export function OwnMediaButtons() {
  const t = useTranslations('call.controls');
  const { mic, camera, screen, canShare, toggleMic, toggleCamera, toggleScreen } = useControls();
  const mayMic = useMayTurnOn('mic');
  const mayCamera = useMayTurnOn('camera');
  const mayScreen = useMayTurnOn('screen');
  return (
    <>
      <DeviceButton
        source="mic"
        label={mic ? t('mute') : mayMic ? t('unmute') : t('notAllowed.mic')}
        isRefused={!mic && !mayMic}
        icon={mic ? <Mic aria-hidden /> : <MicOff aria-hidden />}
        onPress={toggleMic}
        optionsLabel={t('audioOptions')}
      >
        <DevicePicker kind="mic" />
        <DevicePicker kind="speaker" />
      </DeviceButton>
      <DeviceButton
        source="camera"
        label={camera ? t('cameraOff') : mayCamera ? t('cameraOn') : t('notAllowed.camera')}
        isRefused={!camera && !mayCamera}
        icon={camera ? <Video aria-hidden /> : <VideoOff aria-hidden />}
        onPress={toggleCamera}
        optionsLabel={t('videoOptions')}
      >
        <DevicePicker kind="camera" />
      </DeviceButton>
      {canShare && (
        <IconButton
          size="l"
          className={cx(styles.button, styles.share, screen && styles.active, !screen && !mayScreen && styles.refused)}
          variant="stage"
          label={screen ? t('stopSharing') : mayScreen ? t('share') : t('notAllowed.screen')}
          icon={screen ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />}
          onPress={toggleScreen}
        />
      )}
    </>
  );
}
