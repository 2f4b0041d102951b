'use client';

import type { ErrorCode } from '@plenary/protocol';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { browserSupport, errorCodeOf, useCall, useCallState, usePreparation } from '@/call';
import { asksForBroadcast } from '@/screens/shared/broadcast-wish';
import { Button } from '@/ui/button';
import { CopyLinkButton } from '@/ui/copy-link-button';
import { Notice } from '@/ui/notice';
import { PageHeader } from '@/ui/page-header';
import { DevicePickers } from './device-pickers';
import { JoinForm } from './join-form';
import styles from './prejoin.module.css';
import { Lobby } from './lobby';
import { Preview } from './preview';
import { readRemembered, remember } from './remembered';
import { Trouble } from './trouble';
import { Waiting } from './waiting';

export interface PrejoinProps {
  readonly roomId: string;
  /** Told the name with which the person goes in. */
  readonly onJoin: (name: string) => void;
}

/** The door of a meeting: see and hear oneself, say who one is, go in. */
export function Prejoin({ roomId, onJoin }: PrejoinProps) {
  const t = useTranslations('prejoin');
  const tErrors = useTranslations('errors.closed');
  const call = useCall();
  const preparation = usePreparation();
  const status = useCallState((state) => state.connection.status);
  const isWaiting = status === 'waiting' || status === 'reconnecting';
  const [isBroadcast] = useState(asksForBroadcast);
  const [name, setName] = useState(() => readRemembered().name);
  const [joinFailure, setJoinFailure] = useState<ErrorCode | null>(null);
  const canCapture = browserSupport() === 'full';
  // Who was called in from the queue and still found no place has no promise that says so.
  const endFailure = useCallState(({ connection }) => (connection.status === 'closed' ? connection.error?.code : undefined));
  const failure = joinFailure ?? endFailure ?? preparation.failure;

  const refusal = failure === null ? undefined : REFUSALS[failure];
  const failureTitle =
    refusal !== undefined ? t(`server.${refusal}`) : failure === preparation.failure ? t('server.failed') : t('server.joinFailed');
  const hasEnded = useCallState(({ connection }) => connection.status === 'closed' && connection.reason === 'ended');

  useOpenDevices(canCapture);

  const join = (validName: string) => {
    remember({ name: validName });
    setJoinFailure(null);
    onJoin(validName);
    call.join({ roomId, name: validName }).catch((error: unknown) => setJoinFailure(errorCodeOf(error)));
  };

  return (
    <div className={styles.page}>
      <PageHeader />
      <main className={styles.main}>
        <div className={styles.preview}>
          <Preview name={name} canCapture={canCapture} />
        </div>
        <div className={styles.door}>
          <div>
            <h1 className={styles.title}>{t(isBroadcast ? 'broadcastTitle' : 'title')}</h1>
            <div className={styles.room}>
              <p className={styles.code}>
                <span className={styles.caption}>{t('room')}</span>
                <span className={styles.id}>{roomId}</span>
              </p>
              <CopyLinkButton path={`/r/${roomId}`} />
            </div>
          </div>
          {failure !== null && (
            <ServerTrouble
              title={failureTitle}
              code={failure}
              isRetrying={preparation.isPreparing}
              onRetry={() => {
                setJoinFailure(null);
                preparation.retry();
              }}
            />
          )}
          {hasEnded && (
            <Notice tone="warning" title={t('server.ended')}>
              <p>{tErrors('ended')}</p>
            </Notice>
          )}
          {!canCapture && (
            <Notice tone="warning" title={t('support.insecure.title')}>
              <p>{t('support.insecure.text')}</p>
            </Notice>
          )}
          {status === 'lobby' ? (
            <Lobby />
          ) : isWaiting ? (
            <Waiting />
          ) : (
            <JoinForm
              name={name}
              onNameChange={setName}
              onJoin={join}
              isJoining={status === 'joining'}
              canJoin={failure !== 'UNSUPPORTED_PROTOCOL' && failure !== 'REMOVED'}
            />
          )}
          <Trouble />
        </div>
        {canCapture && (
          <div className={styles.devices}>
            <DevicePickers />
          </div>
        )}
      </main>
    </div>
  );
}

/** What the server refuses for reasons of the room's, by the words that say so. */
const REFUSALS: { readonly [C in ErrorCode]?: 'full' | 'locked' | 'removed' | 'denied' } = {
  ROOM_FULL: 'full',
  LOCKED: 'locked',
  REMOVED: 'removed',
  DENIED: 'denied',
};

/** Opens microphone and camera as the person had them the last time. */
function useOpenDevices(canCapture: boolean): void {
  const call = useCall();
  useEffect(() => {
    if (!canCapture) {
      return;
    }
    const wanted = readRemembered();
    void call.refreshDevices();
    if (wanted.mic) {
      void call.setMic(true);
    }
    if (wanted.camera) {
      void call.setCamera(true);
    }
  }, [call, canCapture]);
}

interface ServerTroubleProps {
  readonly title: string;
  readonly code: ErrorCode;
  readonly isRetrying: boolean;
  readonly onRetry: () => void;
}

function ServerTrouble({ title, code, isRetrying, onRetry }: ServerTroubleProps) {
  const t = useTranslations('prejoin.server');
  const tCommon = useTranslations('common');
  const tErrors = useTranslations('errors.code');
  // Who was removed can only be refused again.
  const action =
    code === 'REMOVED' ? undefined : code === 'UNSUPPORTED_PROTOCOL' ? (
      <Button onPress={() => window.location.reload()}>{t('reload')}</Button>
    ) : (
      <Button icon={<RotateCcw aria-hidden />} isPending={isRetrying} onPress={onRetry}>
        {tCommon('tryAgain')}
      </Button>
    );
  return (
    <Notice tone="danger" title={title} action={action}>
      <p>{tErrors(code)}</p>
    </Notice>
  );
}
