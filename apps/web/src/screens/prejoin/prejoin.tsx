'use client';

import type { ErrorCode } from '@plenary/protocol';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { browserSupport, errorCodeOf, useCall, useCallState, usePreparation } from '@/call';
import { Button } from '@/ui/button';
import { CopyLinkButton } from '@/ui/copy-link-button';
import { Notice } from '@/ui/notice';
import { PageHeader } from '@/ui/page-header';
import { DevicePickers } from './device-pickers';
import { JoinForm } from './join-form';
import styles from './prejoin.module.css';
import { Preview } from './preview';
import { readRemembered, remember } from './remembered';
import { Trouble } from './trouble';

export interface PrejoinProps {
  readonly roomId: string;
  /** Told the name with which the person goes in. */
  readonly onJoin: (name: string) => void;
}

/** The door of a meeting: see and hear oneself, say who one is, go in. */
export function Prejoin({ roomId, onJoin }: PrejoinProps) {
  const t = useTranslations('prejoin');
  const call = useCall();
  const preparation = usePreparation();
  const isJoining = useCallState((state) => state.connection.status === 'joining');
  const [name, setName] = useState(() => readRemembered().name);
  const [joinFailure, setJoinFailure] = useState<ErrorCode | null>(null);
  const canCapture = browserSupport() === 'full';
  const failure = joinFailure ?? preparation.failure;

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
            <h1 className={styles.title}>{t('title')}</h1>
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
              title={joinFailure === null ? t('server.failed') : t('server.joinFailed')}
              code={failure}
              isRetrying={preparation.isPreparing}
              onRetry={() => {
                setJoinFailure(null);
                preparation.retry();
              }}
            />
          )}
          {!canCapture && (
            <Notice tone="warning" title={t('support.insecure.title')}>
              <p>{t('support.insecure.text')}</p>
            </Notice>
          )}
          <JoinForm
            name={name}
            onNameChange={setName}
            onJoin={join}
            isJoining={isJoining}
            canJoin={failure !== 'UNSUPPORTED_PROTOCOL'}
          />
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
  const action =
    code === 'UNSUPPORTED_PROTOCOL' ? (
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
