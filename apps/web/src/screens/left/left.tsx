'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCall, useCallState, withJoinToken } from '@/call';
import { DeniedWords } from '@/screens/shared/denied-words';
import { REFUSALS } from '@/screens/shared/refusals';
import { useAskingWait } from '@/screens/shared/use-asking-wait';
import { Button } from '@/ui/button';
import { MessagePage } from '@/ui/message-page';

export interface LeftProps {
  readonly roomId: string;
  /** The name and the devices to come back with. */
  readonly name: string;
  readonly devices: { readonly mic: boolean; readonly camera: boolean };
}

/** The end of a call: why it ended, and the way back in. */
export function Left({ roomId, name, devices }: LeftProps) {
  const t = useTranslations('left');
  const tErrors = useTranslations('errors');
  const tRefused = useTranslations('prejoin.server');
  const call = useCall();
  const connection = useCallState((state) => state.connection);
  // An attempt to come back changes the connection's state; the page keeps telling how the call ended.
  const [end] = useState(connection);
  const reason = end.status === 'closed' ? end.reason : 'failed';
  const failure = connection.status === 'closed' ? connection.error : undefined;
  // Who was removed is refused for as long as the meeting goes on.
  const isFinal = reason === 'removed' || failure?.code === 'REMOVED';
  const askingWait = useAskingWait();
  const isRetryFailure = failure !== undefined && connection !== end;

  const rejoin = () => {
    if (devices.mic) {
      void call.setMic(true);
    }
    if (devices.camera) {
      void call.setCamera(true);
    }
    // What becomes of it is in the connection's state.
    call.join({ roomId, name, ...withJoinToken(roomId) }).catch(() => undefined);
  };

  const refusal = failure === undefined ? undefined : REFUSALS[failure.code];
  const title =
    refusal !== undefined ? tRefused(refusal) : isRetryFailure ? t('retryFailed') : t(`title.${reason}`);
  const words =
    failure === undefined ? tErrors(`closed.${reason}`)
    : failure.code === 'DENIED' ? <DeniedWords wait={askingWait} />
    : tErrors(`code.${failure.code}`);
  return (
    <MessagePage title={title} text={words} isTextAnnounced>
      {!isFinal && (
        <Button
          variant="primary"
          size="l"
          autoFocus
          isPending={connection.status === 'joining'}
          isDisabled={askingWait > 0}
          onPress={rejoin}
        >
          {connection.status === 'joining' ? t('rejoining') : reason === 'replaced' ? t('rejoinHere') : t('rejoin')}
        </Button>
      )}
    </MessagePage>
  );
}
