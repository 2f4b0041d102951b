'use client';

import { Hand, MicOff, Pin, PinOff, VideoOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { useLocalTrack, useRemotePicture, useTileView } from '@/call';
import { Avatar } from '@/ui/avatar';
import { IconButton } from '@/ui/icon-button';
import { Video } from '@/ui/video';
import { Unreadable } from '../encryption/unreadable';
import { isLive, useHasHandUp, useIsSpeaking, useIsUnplayable, usePeer, useSelfId } from '../hooks/use-room';
import { tileKey, type TileKey } from '../layout/view';
import styles from './tile.module.css';

export interface PersonTileProps {
  readonly peerId: string;
  readonly isPinned?: boolean;
  /** Pins the tile or takes it off again; without it the tile has no such button. Must keep its identity. */
  readonly onPin?: ((key: TileKey) => void) | undefined;
}

/** One participant: their picture or their initials, their name, whether they are muted, whether they speak. */
export const PersonTile = memo(function PersonTile({ peerId, isPinned = false, onPin }: PersonTileProps) {
  const t = useTranslations('call.tile');
  const peer = usePeer(peerId);
  const isSelf = useSelfId() === peerId;
  const isSpeaking = useIsSpeaking(peerId);
  const hasHandUp = useHasHandUp(peerId);
  const isUnplayable = useIsUnplayable(peerId, 'camera');
  const view = useTileView({ peerId, source: 'camera', isPinned });
  if (peer === undefined) {
    return null;
  }
  const isMuted = !isLive(peer, 'mic');
  return (
    <div
      ref={isSelf ? null : view}
      role="group"
      aria-label={isMuted ? t('nameMuted', { name: peer.name }) : peer.name}
      className={styles.tile}
      data-testid="tile"
      data-peer-id={peerId}
      data-source="camera"
      data-speaking={isSpeaking}
      // Focusable by touch only: a tap shows what the mouse shows by hovering.
      tabIndex={-1}
    >
      <div className={styles.avatar}>
        <Avatar name={peer.name} />
      </div>
      {isSelf ? <OwnPicture /> : isLive(peer, 'camera') && <TheirPicture peerId={peerId} name={peer.name} />}
      <Unreadable peerId={peerId} name={peer.name} />
      <div className={styles.ring} />
      <div className={styles.caption}>
        {hasHandUp && <Hand role="img" aria-label={t('handUp')} className={styles.hand} />}
        {isMuted && <MicOff aria-hidden className={styles.muted} />}
        {isUnplayable && (
          <VideoOff role="img" aria-label={t('unplayable', { name: peer.name })} className={styles.muted} />
        )}
        <span className={styles.name} title={peer.name}>
          {peer.name}
        </span>
        {isSelf && <span className={styles.you}>{t('you')}</span>}
      </div>
      {onPin !== undefined && (
        <IconButton
          className={styles.pin}
          variant="stage"
          label={isPinned ? t('unpin', { name: peer.name }) : t('pin', { name: peer.name })}
          icon={isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
          onPress={() => onPin(tileKey(peerId, 'camera'))}
        />
      )}
    </div>
  );
});

function OwnPicture() {
  const t = useTranslations('call.tile');
  const track = useLocalTrack('camera');
  return track === null ? null : <Video track={track} fit="cover" mirrored label={t('ownVideo')} />;
}

function TheirPicture({ peerId, name }: { peerId: string; name: string }) {
  const t = useTranslations('call.tile');
  const track = useRemotePicture(peerId, 'camera');
  return track === null ? null : (
    <Video track={track} fit="cover" hidesStandstill label={t('video', { name })} />
  );
}
