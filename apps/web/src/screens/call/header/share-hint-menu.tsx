'use client';

import type { CallState, ScreenHint } from '@plenary/client';
import { ChevronDown, Clapperboard, FileText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCall, useCallState } from '@/call';
import { Button } from '@/ui/button';
import { Menu } from '@/ui/menu';
import styles from './banners.module.css';

const ICONS = { text: FileText, motion: Clapperboard } as const;
const HINTS = ['text', 'motion'] as const satisfies readonly ScreenHint[];
const selectHint = (state: CallState) => state.local.screenHint;

/** The choice of what one's own screen share keeps on a poor link: sharp text or smooth motion. */
export function ShareHintMenu() {
  const t = useTranslations('call.shareHint');
  const call = useCall();
  const hint = useCallState(selectHint);
  const icon = (of: ScreenHint) => {
    const Icon = ICONS[of];
    return <Icon aria-hidden />;
  };
  return (
    <Menu
      label={t('label')}
      entries={HINTS.map((id) => ({ id, label: t(id), icon: icon(id) }))}
      selected={hint}
      onAction={(id) => call.setScreenHint(id as ScreenHint)}
      trigger={
        <Button variant="quiet" icon={icon(hint)} aria-label={t('current', { choice: t(hint) })}>
          <span className={styles.choice}>
            {t(hint)}
            <ChevronDown aria-hidden />
          </span>
        </Button>
      }
    />
  );
}
