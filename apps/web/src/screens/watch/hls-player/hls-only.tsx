'use client';

import type { RoomId } from '@plenary/protocol';
import { useDarkPage } from '@/ui/use-dark-page';
import { Unsupported } from '../../prejoin/unsupported';
import { FallbackBanner } from './fallback-banner';
import { HlsPlayer } from './hls-player';
import styles from './hls-only.module.css';
import { useHlsLive } from './use-fallback';

/** For browsers without WebRTC: the room's HLS output while there is one, and nothing of the call. */
export function HlsOnly({ roomId }: { readonly roomId: RoomId }) {
  const isLive = useHlsLive(roomId, true);
  return isLive ? <Page roomId={roomId} /> : <Unsupported />;
}

function Page({ roomId }: { readonly roomId: RoomId }) {
  useDarkPage();
  return (
    <div className={styles.page}>
      <FallbackBanner fallback="hls" />
      <main className={styles.player}>
        <HlsPlayer roomId={roomId} volume={1} />
      </main>
    </div>
  );
}
