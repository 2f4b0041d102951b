'use client';

import type { CaptureFailure } from '@plenary/client';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCall, useCallState } from '@/call';
import { Button } from '@/ui/button';
import { Notice } from '@/ui/notice';
import { browserFamily, systemFamily } from './platform';

/** Says which devices could not be opened, why, and where to click; nothing while all is well. */
export function Trouble() {
  const mic = useCallState(({ local: { tracks } }) => failureOf(tracks.mic));
  const camera = useCallState(({ local: { tracks } }) => failureOf(tracks.camera));
  if (mic !== null && mic === camera) {
    return <DeviceTrouble devices="both" failure={mic} />;
  }
  return (
    <>
      {mic !== null && <DeviceTrouble devices="mic" failure={mic} />}
      {camera !== null && <DeviceTrouble devices="camera" failure={camera} />}
    </>
  );
}

interface DeviceTroubleProps {
  readonly devices: 'both' | 'mic' | 'camera';
  readonly failure: CaptureFailure;
}

function DeviceTrouble({ devices, failure }: DeviceTroubleProps) {
  const t = useTranslations('prejoin.trouble');
  const tCommon = useTranslations('common');
  const call = useCall();
  const retry = () => {
    if (devices !== 'camera') {
      void call.setMic(true);
    }
    if (devices !== 'mic') {
      void call.setCamera(true);
    }
  };
  return (
    <Notice
      tone="warning"
      title={t(`title.${failure}`, { devices })}
      action={
        <Button icon={<RotateCcw aria-hidden />} onPress={retry}>
          {tCommon('tryAgain')}
        </Button>
      }
    >
      <p>
        <Help failure={failure} />
      </p>
    </Notice>
  );
}

function Help({ failure }: { readonly failure: CaptureFailure }) {
  const t = useTranslations('prejoin.trouble');
  switch (failure) {
    case 'denied':
      return t(`denied.${browserFamily(navigator.userAgent, navigator.maxTouchPoints)}`);
    case 'blockedBySystem':
      return t(`blockedBySystem.${systemFamily(navigator.userAgent, navigator.maxTouchPoints)}`);
    default:
      return t(failure);
  }
}

function failureOf(track: { readonly status: string; readonly failure?: CaptureFailure }): CaptureFailure | null {
  return track.failure ?? null;
}
