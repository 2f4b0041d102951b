'use client';

import { Gauge, LayoutGrid, MonitorUp, Sparkles, User } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { QUALITIES, type Quality } from '@/call';
import { IconButton } from '@/ui/icon-button';
import { Menu } from '@/ui/menu';
import { LAYOUT_CHOICES, type LayoutChoice } from '../stage/arrange';
import styles from './watch-controls.module.css';

const LAYOUT_ICONS = { auto: Sparkles, speaker: User, grid: LayoutGrid, screen: MonitorUp } as const;

export interface LayoutMenuProps {
  readonly choice: LayoutChoice;
  readonly onChoice: (choice: LayoutChoice) => void;
  /** Whether anyone shares a screen. */
  readonly hasScreen: boolean;
}

/** How the stage is arranged. */
export function LayoutMenu({ choice, onChoice, hasScreen }: LayoutMenuProps) {
  const t = useTranslations('watch.layout');
  return (
    <Menu
      label={t('label')}
      placement="top end"
      selected={choice}
      entries={LAYOUT_CHOICES.map((id) => {
        const Icon = LAYOUT_ICONS[id];
        return { id, label: t(id), icon: <Icon aria-hidden />, isDisabled: id === 'screen' && !hasScreen };
      })}
      onAction={(id) => onChoice(id as LayoutChoice)}
      trigger={
        <IconButton
          size="l"
          className={styles.button}
          variant="stage"
          label={t('current', { choice: t(choice) })}
          icon={<LayoutGrid aria-hidden />}
        />
      }
    />
  );
}

export interface QualityMenuProps {
  readonly quality: Quality;
  readonly onQuality: (quality: Quality) => void;
}

/** In which size pictures are received. */
export function QualityMenu({ quality, onQuality }: QualityMenuProps) {
  const t = useTranslations('watch.quality');
  return (
    <Menu
      label={t('label')}
      placement="top end"
      selected={String(quality)}
      entries={QUALITIES.map((id) => ({ id: String(id), label: t(`${id}`) }))}
      onAction={(id) => onQuality(QUALITIES.find((one) => String(one) === id) ?? 'auto')}
      trigger={
        <IconButton
          size="l"
          className={styles.button}
          variant="stage"
          label={t('current', { choice: t(`${quality}`) })}
          icon={<Gauge aria-hidden />}
        />
      }
    />
  );
}
