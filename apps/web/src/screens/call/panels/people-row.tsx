'use client';

import { Hand, Mic, MicOff, MonitorUp, Video, VideoOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { Avatar } from '@/ui/avatar';
import { isLive, useHasHandUp, useIsSpeaking, usePeer } from '../hooks/use-room';
import styles from './people-panel.module.css';
import { PersonMenu } from './person-menu';
import type { PersonActions } from './use-person-actions';

export interface PeopleRowProps {
  readonly peerId: string;
  readonly isSelf: boolean;
  /** What hosts can do; `null` for others. */
  readonly act: PersonActions['act'] | null;
}

/** One participant in the list: name, role, and what they send. */
export const PeopleRow = memo(function PeopleRow({ peerId, isSelf, act }: PeopleRowProps) {
  const t = useTranslations('call.people');
  const peer = usePeer(peerId);
  const isSpeaking = useIsSpeaking(peerId);
  const hasHandUp = useHasHandUp(peerId);
  if (peer === undefined) {
    return null;
  }
  const hasMic = isLive(peer, 'mic');
  const hasCamera = isLive(peer, 'camera');
  const MicIcon = hasMic ? Mic : MicOff;
  const CameraIcon = hasCamera ? Video : VideoOff;
  // Everyone in a meeting may speak: only what sets a person apart is named.
  const details = [isSelf && t('you'), peer.role !== 'speaker' && t(`role.${peer.role}`)].filter(Boolean);
  return (
    <li className={styles.row} data-peer-id={peerId}>
      <span className={styles.face}>
        <Avatar name={peer.name} />
      </span>
      <span className={styles.words}>
        <span className={styles.name} title={peer.name}>
          {peer.name}
        </span>
        {details.length > 0 && <span className={styles.details}>{details.join(' · ')}</span>}
      </span>
      {hasHandUp && <Hand role="img" aria-label={t('handUp')} className={styles.handUp} />}
      {isLive(peer, 'screen') && <MonitorUp role="img" aria-label={t('sharing')} className={styles.on} />}
      <CameraIcon
        role="img"
        aria-label={hasCamera ? t('cameraOn') : t('cameraOff')}
        className={hasCamera ? styles.on : styles.off}
      />
      <MicIcon
        role="img"
        aria-label={hasMic ? t('micOn') : t('micOff')}
        className={isSpeaking ? styles.speaking : hasMic ? styles.on : styles.off}
      />
      {act !== null && (
        <PersonMenu name={peer.name} role={peer.role} peer={peer} isSelf={isSelf} onAction={(action) => void act(peerId, action)} />
      )}
    </li>
  );
});
