'use client';

import {
  CircleHelp, Ellipsis, Keyboard, Link, LogOut, Maximize, Minimize, MonitorUp, MonitorX, Radio, Settings, SlidersHorizontal,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useCall } from '@/call';
import { useServerAccess } from '@/call/use-server-access';
import { IconButton } from '@/ui/icon-button';
import { Menu, type MenuEntry } from '@/ui/menu';
import { useFullScreen } from '../hooks/use-full-screen';
import { useMediaQuery } from '../hooks/use-media-query';
import { useMayConfigure } from '../hooks/use-rights';
import { useIsBroadcast, useRole } from '../hooks/use-room';
import styles from './controls.module.css';
import { useControls } from './use-controls';
import { useRefusalWords } from './use-refusal-words';

export interface MoreMenuProps {
  readonly onCopyLink: () => void;
  readonly onCopyAudienceLink: () => void;
  /** Opens the questions, where they have no button of their own. */
  readonly onQuestions: (() => void) | null;
  readonly onSettings: () => void;
  readonly onMeeting: () => void;
  readonly onShortcuts: () => void;
}

/** What is needed now and then. */
export function MoreMenu(props: MoreMenuProps) {
  const t = useTranslations('call.controls');
  const { stage } = useCall();
  const fullScreen = useFullScreen();
  const role = useRole();
  const isBroadcast = useIsBroadcast();
  const noShare = useRefusalWords('screen');
  const mayConfigure = useMayConfigure();
  const isOpen = useServerAccess() === 'open';
  const { canShare, screen, toggleScreen } = useControls();
  // As in the style sheet, which hides the button.
  const hasNoShareButton = useMediaQuery('(width < 28rem)');
  const isTouch = useMediaQuery('(hover: none) and (pointer: coarse)');

  const actions: (MenuEntry & { readonly act: () => void })[] = [];
  const add = (condition: boolean, id: Parameters<typeof t>[0], icon: ReactNode, act: () => void) => {
    if (condition) {
      actions.push({ id, label: t(id), icon, act });
    }
  };
  add(
    role !== 'viewer' && canShare && (screen || noShare === null) && hasNoShareButton,
    screen ? 'stopSharing' : 'share',
    screen ? <MonitorX aria-hidden /> : <MonitorUp aria-hidden />,
    toggleScreen,
  );
  if (role !== 'viewer' && canShare && !screen && noShare !== null && hasNoShareButton) {
    actions.push({ id: 'noShare', label: noShare, icon: <MonitorX aria-hidden />, isDisabled: true, act: () => undefined });
  }
  add(role !== 'viewer', 'settings', <Settings aria-hidden />, props.onSettings);
  add(mayConfigure, 'meeting', <SlidersHorizontal aria-hidden />, props.onMeeting);
  add(props.onQuestions !== null, 'questions', <CircleHelp aria-hidden />, () => props.onQuestions?.());
  add(isOpen, 'copyLink', <Link aria-hidden />, props.onCopyLink);
  add(isOpen && isBroadcast, 'copyAudienceLink', <Radio aria-hidden />, props.onCopyAudienceLink);
  add(isBroadcast && role === 'speaker', 'leaveStage', <LogOut aria-hidden />, () => {
    void stage.leaveStage().catch(() => undefined);
  });
  add(fullScreen.isSupported && !fullScreen.isOn, 'fullScreen', <Maximize aria-hidden />, () => fullScreen.toggle());
  add(fullScreen.isSupported && fullScreen.isOn, 'exitFullScreen', <Minimize aria-hidden />, () => fullScreen.toggle());
  add(!isTouch, 'shortcuts', <Keyboard aria-hidden />, props.onShortcuts);

  return (
    <Menu
      label={t('more')}
      placement="top end"
      entries={actions}
      onAction={(id) => actions.find((action) => action.id === id)?.act()}
      trigger={
        <IconButton
          size="l"
          className={styles.button}
          variant="stage"
          label={t('more')}
          icon={<Ellipsis aria-hidden />}
        />
      }
    />
  );
}
