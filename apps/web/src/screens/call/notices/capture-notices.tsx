'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCall } from '@/call';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { Notice } from '@/ui/notice';
import { useLocalState } from '../hooks/use-local';
import styles from './notices.module.css';

type Source = 'mic' | 'camera' | 'screen';

/** Says why one's own microphone, camera or screen did not start or gives nothing any more, and offers to try again. */
export function CaptureNotices() {
  const call = useCall();
  return (
    <>
      <CaptureNotice source="mic" onRetry={() => void call.setMic(true)} />
      <CaptureNotice source="camera" onRetry={() => void call.setCamera(true)} />
      <CaptureNotice source="screen" onRetry={() => void call.setScreen(true)} />
    </>
  );
}

function CaptureNotice({ source, onRetry }: { readonly source: Source; readonly onRetry: () => void }) {
  const t = useTranslations('call.capture');
  const tError = useTranslations('errors.capture');
  const tCommon = useTranslations('common');
  const state = useLocalState(source);
  const failure = state.status === 'failed' ? state.failure : state.status === 'interrupted' ? 'interrupted' : null;
  // A failure from before the call was told at the door.
  const [told, setTold] = useState(failure);
  if (told !== null && failure === null) {
    setTold(null);
  }
  if (failure === null || failure === told) {
    return null;
  }
  return (
    <div className={styles.capture}>
      <Notice
        tone="warning"
        title={failure === 'interrupted' && source !== 'screen' ? t(`interrupted.${source}`) : t(source)}
        action={
          <Button onPress={onRetry} variant="secondary">
            {tCommon('tryAgain')}
          </Button>
        }
      >
        <p>{tError(failure)}</p>
      </Notice>
      <IconButton
        className={styles.dismiss}
        label={tCommon('close')}
        icon={<X aria-hidden />}
        onPress={() => setTold(failure)}
      />
    </div>
  );
}
