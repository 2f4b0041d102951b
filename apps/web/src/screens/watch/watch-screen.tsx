'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useCall, useQuality } from '@/call';
import { FloatingReactions } from '@/screens/shared/floating-reactions';
import { useDarkPage } from '@/ui/use-dark-page';
import { Banners } from '../call/header/banners';
import { useIsOnStage } from '../call/hooks/use-room';
import { Notices } from '../call/notices/notices';
import { useNotices } from '../call/notices/use-notices';
import { RemoteAudio } from '../call/remote-audio';
import { usePictureInPicture } from './controls/use-picture-in-picture';
import { useSound } from './controls/use-sound';
import { WatchControls } from './controls/watch-controls';
import { FallbackBanner, HlsPlayer, useFallback } from './hls-player';
import { MessageCard } from './message-card';
import { layoutFor, type LayoutChoice } from './stage/arrange';
import { OwnPreview } from './stage/own-preview';
import { useOnStage } from './stage/use-on-stage';
import { WatchStage } from './stage/watch-stage';
import { useWatching, useWatchingState } from './use-watching';
import { WatchHeader } from './watch-header';
import { WatchPanels, type WatchPanel } from './watch-panels';
import styles from './watch-screen.module.css';

export interface WatchScreenProps {
  readonly roomId: string;
  /** `embed`: in a frame of another site, with the player alone. */
  readonly kind: 'page' | 'embed';
}

/**
 * The viewing page from the first moment to the last. It is one screen for every state, the stage included, so that
 * the player goes on through all of them.
 */
export function WatchScreen({ roomId, kind }: WatchScreenProps) {
  const t = useTranslations('watch.sound');
  const retry = useWatching(roomId);
  const watching = useWatchingState();
  const fallback = useFallback(roomId);
  const isLive = watching.status === 'live';
  const isIn = isLive || watching.status === 'notStarted' || watching.status === 'over';
  const isOnStage = useOwnPart();
  const onStage = useOnStage();
  const [choice, setChoice] = useState<LayoutChoice>('auto');
  const layout = layoutFor(choice, onStage);
  const [quality, setQuality] = useQuality();
  const [panel, setPanel] = useState<WatchPanel | null>(null);
  const sound = useSound();
  const notices = useNotices();
  const player = useRef<HTMLElement>(null);
  const large = layout === 'screen' ? (onStage.sharers.at(-1) ?? null) : onStage.speaker;
  const pictureInPicture = usePictureInPicture(player, isLive ? `${layout} ${large}` : null);
  const isEmbedded = kind === 'embed';
  useDarkPage();

  return (
    <div className={styles.screen} data-panel={panel ?? undefined} data-kind={kind}>
      <WatchHeader roomId={roomId} isLive={isLive} isEmbedded={isEmbedded} />
      <Banners isChatOpen={panel === 'chat'} hasFallback />
      <FallbackBanner fallback={fallback} />
      <div className={styles.middle}>
        <main ref={player} className={styles.player}>
          {fallback === 'hls' ? (
            <HlsPlayer roomId={roomId} volume={sound.level} />
          ) : (
            <>
              {isLive && <WatchStage layout={layout} onStage={onStage} />}
              <MessageCard watching={watching} onRetry={retry} />
            </>
          )}
          {isIn && isOnStage && <OwnPreview />}
          <FloatingReactions />
        </main>
        <div className={styles.panel}>
          <WatchPanels open={isIn ? panel : null} onClose={() => setPanel(null)} />
        </div>
        <Notices {...notices} />
      </div>
      {isIn && (
        <WatchControls
          sound={sound}
          layout={choice}
          onLayout={setChoice}
          hasScreen={onStage.sharers.length > 0}
          quality={quality}
          onQuality={setQuality}
          pictureInPicture={pictureInPicture}
          panel={panel}
          onPanel={isEmbedded ? null : (name) => setPanel((last) => (last === name ? null : name))}
          isOnStage={isOnStage}
        />
      )}
      <RemoteAudio volume={sound.level} prompt={t('tap')} retry={sound.retry} onBlocked={sound.setBlocked} />
    </div>
  );
}

/** Whether the viewer is on the stage. Who is not is neither filmed nor recorded. */
function useOwnPart(): boolean {
  const call = useCall();
  const isOnStage = useIsOnStage();
  useEffect(() => {
    // Also after a connection that came back in the audience, where nothing else had the devices go.
    if (!isOnStage) {
      call.freeDevices();
    }
  }, [call, isOnStage]);
  return isOnStage;
}
