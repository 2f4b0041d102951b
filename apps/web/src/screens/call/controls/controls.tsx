'use client';

import { CircleHelp, MessageSquare, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { NARROW_SCREEN, useMediaQuery } from '../hooks/use-media-query';
import { useLobby } from '../hooks/use-lobby';
import { useHands, useIsOnStage } from '../hooks/use-room';
import type { PanelName } from '../panels/panels';
import { useNewQuestions } from '../panels/use-new-questions';
import { useUnread } from '../panels/use-unread';
import styles from './controls.module.css';
import { HandButton } from './hand-button';
import { LeaveButton } from './leave-button';
import { MoreMenu } from './more-menu';
import { OwnMediaButtons } from './own-media-buttons';
import { PanelButton } from './panel-button';
import { ReactionsButton } from './reactions-button';

export interface ControlsProps {
  readonly panel: PanelName | null;
  readonly onPanel: (panel: PanelName) => void;
  readonly onCopyLink: () => void;
  readonly onCopyAudienceLink: () => void;
  readonly onSettings: () => void;
  readonly onMeeting: () => void;
  readonly onShortcuts: () => void;
}

/** The bar below the stage. Viewers have nothing to switch on. */
export function Controls({ panel, onPanel, ...more }: ControlsProps) {
  const t = useTranslations('call.controls');
  const isOnStage = useIsOnStage();
  const isNarrow = useMediaQuery(NARROW_SCREEN);
  const unread = useUnread(panel === 'chat');
  const newQuestions = useNewQuestions(panel === 'questions');
  const { total: hands } = useHands();
  const { total: inLobby } = useLobby();
  // With the switches of one's own devices a phone has no room for all: the rest is in the menus.
  const isTight = isNarrow && isOnStage;
  return (
    <footer className={styles.bar} aria-label={t('label')}>
      {isOnStage && <OwnMediaButtons />}
      {isOnStage && <span className={styles.divider} />}
      {!isTight && <HandButton />}
      <ReactionsButton hasHand={isTight} />
      <span className={styles.divider} />
      <PanelButton
        label={
          inLobby > 0 ? t('peopleLobby', { count: inLobby }) : hands > 0 ? t('peopleHands', { count: hands }) : t('people')
        }
        icon={<Users aria-hidden />}
        isOpen={panel === 'people'}
        count={inLobby + hands}
        onPress={() => onPanel('people')}
      />
      <PanelButton
        label={unread === 0 ? t('chat') : t('chatUnread', { count: unread })}
        icon={<MessageSquare aria-hidden />}
        isOpen={panel === 'chat'}
        count={unread}
        onPress={() => onPanel('chat')}
      />
      {!isTight && (
        <PanelButton
          label={newQuestions === 0 ? t('questions') : t('questionsNew', { count: newQuestions })}
          icon={<CircleHelp aria-hidden />}
          isOpen={panel === 'questions'}
          count={newQuestions}
          onPress={() => onPanel('questions')}
        />
      )}
      <MoreMenu {...more} onQuestions={isTight ? () => onPanel('questions') : null} />
      <LeaveButton />
    </footer>
  );
}
