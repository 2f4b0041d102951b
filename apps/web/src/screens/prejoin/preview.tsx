'use client';

import type { LocalTrackState } from '@plenary/client';
import { Mic, MicOff, UserRound, Video as Camera, VideoOff as CameraOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAudioLevel, useCall, useCallState, useLocalTrack } from '@/call';
import { RefusedButton } from '@/screens/shared/refused-button';
import { Avatar } from '@/ui/avatar';
import { IconButton } from '@/ui/icon-button';
import { LevelMeter } from '@/ui/level-meter';
import { Video } from '@/ui/video';
import styles from './preview.module.css';
import { remember } from './remembered';

export interface PreviewProps {
  /** As typed so far; may be empty. */
  readonly name: string;
  /** Whether the page may use devices at all. */
  readonly canCapture: boolean;
  /** Whether the invitation allows to be heard, and to be seen. */
  readonly mayMic: boolean;
  readonly mayCamera: boolean;
}

/** How the others will see this person, with the switches for microphone and camera. */
export function Preview({ name, canCapture, mayMic, mayCamera }: PreviewProps) {
  const t = useTranslations('prejoin');
  const tControls = useTranslations('call.controls');
  const call = useCall();
  const mic = useCallState((state) => state.local.tracks.mic.status);
  const camera = useCallState((state) => state.local.tracks.camera.status);
  const micOn = mic !== 'off' && mic !== 'failed';
  const cameraOn = camera !== 'off' && camera !== 'failed';

  const toggleMic = () => {
    remember({ mic: !micOn });
    void call.setMic(!micOn);
  };
  const toggleCamera = () => {
    remember({ camera: !cameraOn });
    void call.setCamera(!cameraOn);
  };

  return (
    <section className={styles.preview} aria-label={t('preview.label')} data-theme="dark">
      <Picture name={name} status={camera} />
      <div className={styles.bar}>
        <div className={styles.level}>{mic === 'on' && <MicLevel />}</div>
        {mayMic ? (
          <IconButton
            size="l"
            variant={micOn ? 'stage' : 'off'}
            label={micOn ? t('mic.turnOff') : t('mic.turnOn')}
            icon={micOn ? <Mic aria-hidden /> : <MicOff aria-hidden />}
            isDisabled={!canCapture}
            onPress={toggleMic}
          />
        ) : (
          <RefusedButton reason={tControls('notInvited.mic')} icon={<MicOff aria-hidden />} />
        )}
        {mayCamera ? (
          <IconButton
            size="l"
            variant={cameraOn ? 'stage' : 'off'}
            label={cameraOn ? t('camera.turnOff') : t('camera.turnOn')}
            icon={cameraOn ? <Camera aria-hidden /> : <CameraOff aria-hidden />}
            isDisabled={!canCapture}
            onPress={toggleCamera}
          />
        ) : (
          <RefusedButton reason={tControls('notInvited.camera')} icon={<CameraOff aria-hidden />} />
        )}
      </div>
    </section>
  );
}

interface PictureProps {
  readonly name: string;
  readonly status: LocalTrackState['status'];
}

function Picture({ name, status }: PictureProps) {
  const t = useTranslations('prejoin.preview');
  const track = useLocalTrack('camera');
  if (status === 'on' && track !== null) {
    return <Video track={track} fit="cover" mirrored label={t('label')} />;
  }
  const words = { off: t('off'), starting: t('starting'), on: t('starting'), interrupted: t('interrupted'), failed: t('failed') }[status];
  return (
    <div className={styles.empty}>
      <div className={styles.face}>
        {name.trim() === '' ? <UserRound aria-hidden className={styles.nobody} /> : <Avatar name={name} />}
      </div>
      <p role="status">{words}</p>
    </div>
  );
}

function MicLevel() {
  const t = useTranslations('prejoin.mic');
  const level = useAudioLevel(useLocalTrack('mic'));
  return <LevelMeter label={t('level')} level={level} />;
}
