'use client';

import { MonitorUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCall, useCallState } from '@/call';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { useIsOn } from '../hooks/use-local';
import styles from './banners.module.css';
import { ShareHintMenu } from './share-hint-menu';

/** What holds for as long as it is shown: the connection is gone, or one's own screen is seen by all. */
export function Banners() {
  return (
    <>
      <Reconnecting />
      <OwnShare />
    </>
  );
}

function Reconnecting() {
  const t = useTranslations('call.banner');
  const isReconnecting = useCallState((state) => state.connection.status === 'reconnecting');
  return (
    <div role="alert">
      {isReconnecting && (
        <p className={styles.reconnecting}>
          <Spinner />
          {t('reconnecting')}
        </p>
      )}
    </div>
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
