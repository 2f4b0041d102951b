'use client';

import { MonitorUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCall } from '@/call';
import { Button } from '@/ui/button';
import { KeyBanner } from '../encryption/key-banner';
import { useIsOn } from '../hooks/use-local';
import styles from './banners.module.css';
import { PinnedBanner } from './pinned-banner';
import { ShareHintMenu } from './share-hint-menu';
import { StageInvitation } from './stage-invitation';
import { StopBanner } from './stop-banner';
import { TroubleBanner } from './trouble-banner';
import { UnmuteRequest } from './unmute-request';

export interface BannersProps {
  /** The chat shows the pinned message itself. */
  readonly isChatOpen: boolean;
  /** What takes the place of media that are blocked is told by a banner of its own. */
  readonly hasFallback?: boolean;
}

/** What holds for as long as it is shown, such as that the connection is gone, or that one's own screen is seen by all. */
export function Banners({ isChatOpen, hasFallback = false }: BannersProps) {
  return (
    <>
      <TroubleBanner withoutBlocked={hasFallback} />
      <StopBanner />
      <KeyBanner />
      <StageInvitation />
      <UnmuteRequest />
      <OwnShare />
      {!isChatOpen && <PinnedBanner />}
    </>
  );
}

// One's own share is never shown back: a screen that shows itself is a hall of mirrors.
function OwnShare() {
  const t = useTranslations('call.banner');
  const call = useCall();
  if (!useIsOn('screen')) {
    return null;
  }
  return (
    <section className={styles.share} aria-label={t('shareLabel')} data-testid="own-share">
      <MonitorUp aria-hidden />
      <p>{t('sharing')}</p>
      <ShareHintMenu />
      <Button variant="danger" onPress={() => void call.setScreen(false)}>
        {t('stop')}
      </Button>
    </section>
  );
}
