'use client';

import type { CallState } from '@plenary/client';
import { hlsPath, type ErrorCode } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { errorCodeOf, useCall, useCallState } from '@/call';
import { LinkToShare } from '@/screens/shared/link-to-share';
import { Notice } from '@/ui/notice';
import { Switch } from '@/ui/switch';
import styles from './hls-section.module.css';

const selectHls = (state: CallState) => state.room?.hls ?? null;
const selectRoomId = (state: CallState) => state.room?.roomId ?? null;

/** Whether the room is also sent out as HLS: a host's choice, which takes effect at once. */
export function HlsSection() {
  const t = useTranslations('hls.host');
  const tError = useTranslations('errors.code');
  const call = useCall();
  const hls = useCallState(selectHls);
  const roomId = useCallState(selectRoomId);
  const [isChanging, setChanging] = useState(false);
  const [failure, setFailure] = useState<ErrorCode | null>(null);

  const change = async (isOn: boolean) => {
    setChanging(true);
    setFailure(null);
    try {
      await (isOn ? call.stage.startHls() : call.stage.stopHls());
    } catch (error) {
      setFailure(errorCodeOf(error));
    } finally {
      setChanging(false);
    }
  };

  return (
    <div className={styles.section} data-testid="hls-section">
      <Switch isSelected={hls !== null} isPending={isChanging} onChange={(isOn) => void change(isOn)}>
        {t('title')}
      </Switch>
      <p className={styles.text}>{t('text')}</p>
      {hls !== null && roomId !== null && (
        <div className={styles.status}>
          <span role="status">{hls.status === 'failed' ? t('status.failed', { reason: hls.reason }) : t(`status.${hls.status}`)}</span>
          <LinkToShare path={hlsPath(roomId)} hintClassName={styles.text} />
        </div>
      )}
      {failure !== null && (
        <Notice tone="danger" title={t('failed')}>
          {tError(failure)}
        </Notice>
      )}
    </div>
  );
}
