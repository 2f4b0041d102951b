'use client';

import { Maximize, Minimize, PinOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/ui/icon-button';
import { useFullScreen } from '../hooks/use-full-screen';
import { tileKey, type TileKey } from '../layout/view';
import { ScreenFigure } from './screen-figure';

export interface LargeShareProps {
  readonly peerId: string;
  readonly isPinned: boolean;
  readonly onPin: (key: TileKey) => void;
}

/** A shared screen that can be unpinned and fill one's own. */
export function LargeShare({ peerId, isPinned, onPin }: LargeShareProps) {
  const t = useTranslations('call.share');
  const fullScreen = useFullScreen();
  return (
    <ScreenFigure peerId={peerId} isPinned={isPinned}>
      {isPinned && (
        <IconButton
          variant="stage"
          label={t('unpin')}
          tooltipPlacement="left"
          icon={<PinOff aria-hidden />}
          onPress={() => onPin(tileKey(peerId, 'screen'))}
        />
      )}
      {fullScreen.isSupported && (
        <IconButton
          variant="stage"
          label={fullScreen.isOn ? t('exitFullScreen') : t('fullScreen')}
          tooltipPlacement="left"
          icon={fullScreen.isOn ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
          onPress={({ target }) => fullScreen.toggle(target.closest('figure'))}
        />
      )}
    </ScreenFigure>
  );
}
