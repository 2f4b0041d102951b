'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import { FloatingReactions } from '@/screens/shared/floating-reactions';
import { useHand } from '@/screens/shared/use-hand';
import { copyText } from '@/ui/copy-text';
import { useDarkPage } from '@/ui/use-dark-page';
import { Controls } from './controls/controls';
import { SettingsDialog } from './controls/settings-dialog';
import { useControls } from './controls/use-controls';
import styles from './call-screen.module.css';
import { Banners } from './header/banners';
import { Header } from './header/header';
import { useFullScreen } from './hooks/use-full-screen';
import { useIsOnStage } from './hooks/use-room';
import type { TileKey } from './layout/view';
import { audiencePath, meetingPath } from './links';
import { MeetingDialog } from './meeting/meeting-dialog';
import { useBroadcastStart } from './meeting/use-broadcast-start';
import { Notices } from './notices/notices';
import { useNotices } from './notices/use-notices';
import { Panels, type PanelName } from './panels/panels';
import { RemoteAudio } from './remote-audio';
import { ShortcutsDialog } from './shortcuts/shortcuts-dialog';
import { useShortcuts, useShortcutsWanted } from './shortcuts/use-shortcuts';
import { Stage } from './stage/stage';

export interface CallScreenProps {
  /** The code of the room, for its link. */
  readonly roomId: string;
}

/** The meeting itself. It is shown while the call is joined, and while it reconnects. */
export function CallScreen({ roomId }: CallScreenProps) {
  const t = useTranslations('common');
  const tError = useTranslations('errors.code');
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [pinned, setPinned] = useState<TileKey | null>(null);
  const [dialog, setDialog] = useState<'settings' | 'meeting' | 'shortcuts' | null>(null);
  const [hasShortcuts, setHasShortcuts] = useShortcutsWanted();
  const { toggleMic, toggleCamera, toggleScreen } = useControls();
  const { toggle: toggleHand } = useHand();
  const isOnStage = useIsOnStage();
  const fullScreen = useFullScreen();
  const notices = useNotices();
  useDarkPage();
  useBroadcastStart((code) => notices.show('failed', tError(code)));

  const togglePanel = (name: PanelName) => setPanel((last) => (last === name ? null : name));
  const togglePin = useCallback((key: TileKey) => setPinned((last) => (last === key ? null : key)), []);

  const copyLink = (path: string) => {
    void copyText(`${window.location.origin}${path}`).then((isDone) => {
      if (isDone) {
        notices.show('copied', t('linkCopied'));
      }
    });
  };

  useShortcuts(hasShortcuts, {
    // Nobody is filmed in the audience.
    mic: () => isOnStage && toggleMic(),
    camera: () => isOnStage && toggleCamera(),
    share: () => isOnStage && toggleScreen(),
    hand: toggleHand,
    people: () => togglePanel('people'),
    chat: () => togglePanel('chat'),
    questions: () => togglePanel('questions'),
    fullScreen: () => fullScreen.toggle(),
    help: () => setDialog('shortcuts'),
  });

  return (
    <div className={styles.screen} data-panel={panel ?? undefined}>
      <Header roomId={roomId} />
      <Banners isChatOpen={panel === 'chat'} />
      <div className={styles.middle}>
        <main className={styles.stage}>
          <Stage roomId={roomId} pinned={pinned} onPin={togglePin} />
          <FloatingReactions />
        </main>
        <div className={styles.panel}>
          <Panels roomId={roomId} open={panel} onClose={() => setPanel(null)} />
        </div>
        <Notices {...notices} />
      </div>
      <Controls
        panel={panel}
        onPanel={togglePanel}
        onCopyLink={() => copyLink(meetingPath(roomId))}
        onCopyAudienceLink={() => copyLink(audiencePath(roomId))}
        onSettings={() => setDialog('settings')}
        onMeeting={() => setDialog('meeting')}
        onShortcuts={() => setDialog('shortcuts')}
      />
      <RemoteAudio />
      <SettingsDialog isOpen={dialog === 'settings'} onOpenChange={() => setDialog(null)} />
      <MeetingDialog isOpen={dialog === 'meeting'} onOpenChange={() => setDialog(null)} />
      <ShortcutsDialog
        isOpen={dialog === 'shortcuts'}
        onOpenChange={() => setDialog(null)}
        isEnabled={hasShortcuts}
        onEnabled={setHasShortcuts}
      />
    </div>
  );
}
