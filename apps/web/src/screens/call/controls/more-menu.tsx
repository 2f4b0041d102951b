'use client';

import { Ellipsis, Keyboard, Link, Maximize, Minimize, Settings, SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/ui/icon-button';
import { Menu, type MenuEntry } from '@/ui/menu';
import { useFullScreen } from '../hooks/use-full-screen';
import { useMediaQuery } from '../hooks/use-media-query';
import { useIsHost } from '../hooks/use-room';
import styles from './controls.module.css';

export interface MoreMenuProps {
  readonly onCopyLink: () => void;
  readonly onSettings: () => void;
  readonly onMeeting: () => void;
  readonly onShortcuts: () => void;
}

/** What is needed now and then. */
export function MoreMenu({ onCopyLink, onSettings, onMeeting, onShortcuts }: MoreMenuProps) {
  const t = useTranslations('call.controls');
  const fullScreen = useFullScreen();
  const isHost = useIsHost();
  const isTouch = useMediaQuery('(hover: none) and (pointer: coarse)');
  const entries: MenuEntry[] = [
    { id: 'settings', label: t('settings'), icon: <Settings aria-hidden /> },
  ];
  if (isHost) {
    entries.push({ id: 'meeting', label: t('meeting'), icon: <SlidersHorizontal aria-hidden /> });
  }
  entries.push({ id: 'copy', label: t('copyLink'), icon: <Link aria-hidden /> });
  if (fullScreen.isSupported) {
    entries.push({
      id: 'fullScreen',
      label: fullScreen.isOn ? t('exitFullScreen') : t('fullScreen'),
      icon: fullScreen.isOn ? <Minimize aria-hidden /> : <Maximize aria-hidden />,
    });
  }
  if (!isTouch) {
    entries.push({ id: 'shortcuts', label: t('shortcuts'), icon: <Keyboard aria-hidden /> });
  }

  const act = (id: string) => {
    switch (id) {
      case 'settings':
        return onSettings();
      case 'meeting':
        return onMeeting();
      case 'copy':
        return onCopyLink();
      case 'fullScreen':
        return fullScreen.toggle();
      default:
        return onShortcuts();
    }
  };

  return (
    <Menu
      label={t('more')}
      placement="top end"
      entries={entries}
      onAction={act}
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
