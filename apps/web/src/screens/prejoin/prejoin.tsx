'use client';

import type { ErrorCode } from '@plenary/protocol';
import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import {
  browserSupport, errorCodeOf, isGrantedBy, joinToken, linkKey, nameInToken, useCall, useCallState, usePreparation,
  withJoinToken,
} from '@/call';
import { meetingPath } from '@/screens/call/links';
import { asksForBroadcast } from '@/screens/shared/broadcast-wish';
import { LinkToShare } from '@/screens/shared/link-to-share';
import { NoEntry, isNoEntry } from '@/screens/shared/no-entry';
import { REFUSALS } from '@/screens/shared/refusals';
import { useAskingWait } from '@/screens/shared/use-asking-wait';
import { Notice } from '@/ui/notice';
import { PageHeader } from '@/ui/page-header';
import { DevicePickers } from './device-pickers';
import { JoinForm } from './join-form';
import { KeyMissing } from './key-missing';
import styles from './prejoin.module.css';
import { Lobby } from './lobby';
import { Preview } from './preview';
import { readRemembered, remember } from './remembered';
import { ServerTrouble } from './server-trouble';
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
  const [token] = useState(() => joinToken(roomId));
  const preparation = usePreparation(token !== null);
  const invitedName = nameInToken(token);
  const mayMic = isGrantedBy(token, 'publishMic');
  const mayCamera = isGrantedBy(token, 'publishCamera');
  const status = useCallState((state) => state.connection.status);
  // Who waits may lose the connection, and waits on.
  const [waitsFor, setWaitsFor] = useState<'place' | 'host'>('place');
  const waitsNowFor = status === 'lobby' ? 'host' : status === 'waiting' ? 'place' : waitsFor;
  if (waitsNowFor !== waitsFor) {
    setWaitsFor(waitsNowFor);
  }
  const isWaiting = status === 'waiting' || status === 'lobby' || status === 'reconnecting';
  const [isEncrypted] = useState(() => linkKey() !== null);
  const [isBroadcast] = useState(asksForBroadcast);
  const [name, setName] = useState(() => invitedName ?? readRemembered().name);
  const [joinFailure, setJoinFailure] = useState<ErrorCode | null>(null);
  const canCapture = browserSupport() === 'full';
  // Who was called in from the queue and still found no place has no promise that says so.
  const endFailure = useCallState(({ connection }) => (connection.status === 'closed' ? connection.error?.code : undefined));
  const failure = joinFailure ?? endFailure ?? preparation.failure;
  const askingWait = useAskingWait();

  const refusal = failure === null ? undefined : REFUSALS[failure];
  const failureTitle =
    refusal !== undefined ? t(`server.${refusal}`) : failure === preparation.failure ? t('server.failed') : t('server.joinFailed');
  const hasEnded = useCallState(({ connection }) => connection.status === 'closed' && connection.reason === 'ended');

  // Who is not let in is not asked for their camera either.
  const mayOpen = canCapture && (token !== null || (preparation.isSettled && preparation.failure !== 'TOKEN_REQUIRED'));
  useOpenDevices(mayOpen, mayOpen && mayMic, mayOpen && mayCamera);

  const join = (validName: string) => {
    if (invitedName === null) {
      remember({ name: validName });
    }
    setJoinFailure(null);
    onJoin(validName);
    call.join({ roomId, name: validName, ...withJoinToken(roomId) }).catch((error: unknown) => setJoinFailure(errorCodeOf(error)));
  };

  if (failure === 'E2EE_REQUIRED') {
    return <KeyMissing />;
  }
  if (isNoEntry(failure)) {
    return <NoEntry code={failure} />;
  }
  return (
    <div className={styles.page}>
      <PageHeader />
      <main className={styles.main}>
        <div className={styles.preview}>
          <Preview name={name} canCapture={canCapture} mayMic={mayMic} mayCamera={mayCamera} />
        </div>
        <div className={styles.door}>
          <div>
            <h1 className={styles.title}>{t(isBroadcast ? 'broadcastTitle' : 'title')}</h1>
            <div className={styles.room}>
              <p className={styles.code}>
                <span className={styles.caption}>{t('room')}</span>
                <span className={styles.id}>{roomId}</span>
              </p>
              <LinkToShare path={meetingPath(roomId)} />
            </div>
            {isEncrypted && (
              <p className={styles.encrypted}>
                <Lock aria-hidden />
                {t('encryption.mark')}
              </p>
            )}
          </div>
          {failure !== null && (
            <ServerTrouble
              title={failureTitle}
              code={failure}
              isRetrying={preparation.isPreparing}
              wait={askingWait}
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
          {isWaiting ? (
            waitsNowFor === 'host' ? (
              <Lobby />
            ) : (
              <Waiting />
            )
          ) : (
            <JoinForm
              name={name}
              isNameGiven={invitedName !== null}
              onNameChange={setName}
              onJoin={join}
              isJoining={status === 'joining'}
              mayMic={mayMic}
              mayCamera={mayCamera}
              isAskingAgain={failure === 'DENIED'}
              canJoin={failure !== 'UNSUPPORTED_PROTOCOL' && failure !== 'REMOVED' && askingWait === 0}
            />
          )}
          <Trouble />
        </div>
        {canCapture && (
          <div className={styles.devices}>
            <DevicePickers mayMic={mayMic} mayCamera={mayCamera} />
          </div>
        )}
      </main>
    </div>
  );
}

/** Opens microphone and camera as the person had them the last time, as far as the invitation allows. */
function useOpenDevices(mayOpen: boolean, mic: boolean, camera: boolean): void {
  const call = useCall();
  useEffect(() => {
    if (!mayOpen) {
      return;
    }
    const wanted = readRemembered();
    void call.refreshDevices();
    if (mic && wanted.mic) {
      void call.setMic(true);
    }
    if (camera && wanted.camera) {
      void call.setCamera(true);
    }
  }, [call, mayOpen, mic, camera]);
}
