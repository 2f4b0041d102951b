'use client';

import { CircleHelp, LogOut, Maximize, MessageSquare, Minimize, PictureInPicture2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCall, type Quality } from '@/call';
import { Button } from '@/ui/button';
import { IconButton } from '@/ui/icon-button';
import { HandButton } from '../../call/controls/hand-button';
import { OwnMediaButtons } from '../../call/controls/own-media-buttons';
import { PanelButton } from '../../call/controls/panel-button';
import { ReactionsButton } from '../../call/controls/reactions-button';
import { useFullScreen } from '../../call/hooks/use-full-screen';
import { useNewQuestions } from '../../call/panels/use-new-questions';
import { useUnread } from '../../call/panels/use-unread';
import type { LayoutChoice } from '../stage/arrange';
import type { WatchPanel } from '../watch-panels';
import { SoundControl } from './sound-control';
import type { PictureInPicture } from './use-picture-in-picture';
import type { Sound } from './use-sound';
import { LayoutMenu, QualityMenu } from './view-menus';
import styles from './watch-controls.module.css';

export interface WatchControlsProps {
  readonly sound: Sound;
  readonly layout: LayoutChoice;
  readonly onLayout: (layout: LayoutChoice) => void;
  readonly hasScreen: boolean;
  readonly quality: Quality;
  readonly onQuality: (quality: Quality) => void;
  readonly pictureInPicture: PictureInPicture;
  readonly panel: WatchPanel | null;
  /** Opens and closes a panel; `null` where there are none, as in a frame. */
  readonly onPanel: ((panel: WatchPanel) => void) | null;
  readonly isOnStage: boolean;
}

/** The bar below the picture: what one does oneself, and how one watches. */
export function WatchControls({ onPanel, panel, isOnStage, ...view }: WatchControlsProps) {
  const t = useTranslations('watch');
  return (
    <footer className={styles.bar} aria-label={t('controls')} data-few={(onPanel === null && !isOnStage) || undefined}>
      {isOnStage && <OwnPart />}
      <div className={styles.group}>
        <SoundControl {...view.sound} />
        {onPanel !== null && (
          <>
            <HandButton />
            <ReactionsButton hasHand={false} />
            <PanelButtons panel={panel} onPanel={onPanel} />
          </>
        )}
      </div>
      <ViewControls {...view} />
    </footer>
  );
}

/** Microphone and camera, and the way back to the audience. */
function OwnPart() {
  const t = useTranslations('watch');
  const { stage } = useCall();
  return (
    <div className={styles.group} role="group" aria-label={t('onStage')}>
      <OwnMediaButtons />
      <Button
        variant="danger"
        icon={<LogOut aria-hidden />}
        // The last host can't; what the server refuses stays as it was.
        onPress={() => void stage.leaveStage().catch(() => undefined)}
      >
        {t('leaveStage')}
      </Button>
    </div>
  );
}

interface PanelButtonsProps {
  readonly panel: WatchPanel | null;
  readonly onPanel: (panel: WatchPanel) => void;
}

function PanelButtons({ panel, onPanel }: PanelButtonsProps) {
  const t = useTranslations('call.controls');
  const unread = useUnread(panel === 'chat');
  const newQuestions = useNewQuestions(panel === 'questions');
  return (
    <>
      <PanelButton
        label={unread === 0 ? t('chat') : t('chatUnread', { count: unread })}
        icon={<MessageSquare aria-hidden />}
        isOpen={panel === 'chat'}
        count={unread}
        onPress={() => onPanel('chat')}
      />
      <PanelButton
        label={newQuestions === 0 ? t('questions') : t('questionsNew', { count: newQuestions })}
        icon={<CircleHelp aria-hidden />}
        isOpen={panel === 'questions'}
        count={newQuestions}
        onPress={() => onPanel('questions')}
      />
    </>
  );
}

type ViewControlsProps = Omit<WatchControlsProps, 'sound' | 'panel' | 'onPanel' | 'isOnStage'>;

function ViewControls({ layout, onLayout, hasScreen, quality, onQuality, pictureInPicture }: ViewControlsProps) {
  const t = useTranslations('watch');
  const tCall = useTranslations('call.controls');
  const fullScreen = useFullScreen();
  return (
    <div className={styles.group}>
      <LayoutMenu choice={layout} onChoice={onLayout} hasScreen={hasScreen} />
      <QualityMenu quality={quality} onQuality={onQuality} />
      {pictureInPicture.isSupported && (
        <IconButton
          size="l"
          className={styles.button}
          variant="stage"
          label={pictureInPicture.isOn ? t('pictureInPicture.off') : t('pictureInPicture.on')}
          icon={<PictureInPicture2 aria-hidden />}
          onPress={pictureInPicture.toggle}
        />
      )}
      {fullScreen.isSupported && (
        <IconButton
          size="l"
          className={styles.button}
          variant="stage"
          label={fullScreen.isOn ? tCall('exitFullScreen') : tCall('fullScreen')}
          icon={fullScreen.isOn ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
          onPress={() => fullScreen.toggle()}
        />
      )}
    </div>
  );
}
