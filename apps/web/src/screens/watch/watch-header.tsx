'use client';

import { Eye, ExternalLink } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { Button as AriaButton } from 'react-aria-components';
import { LiveMark } from '@/screens/shared/live-mark';
import { Mark } from '@/ui/mark';
import { Tooltip } from '@/ui/tooltip';
import { EncryptionButton } from '../call/encryption/encryption-button';
import { useViewerCount } from '../call/hooks/use-room';
import { audiencePath } from '../call/links';
import { useLiveDelay } from './use-live-delay';
import styles from './watch-header.module.css';

export interface WatchHeaderProps {
  readonly roomId: string;
  readonly isLive: boolean;
  /** In a frame of another site: the way to the page itself stands in the place of the name. */
  readonly isEmbedded: boolean;
}

/** Which broadcast this is, whether it is live and how late, and how many watch. */
export function WatchHeader({ roomId, isLive, isEmbedded }: WatchHeaderProps) {
  const t = useTranslations('watch');
  return (
    <header className={styles.header}>
      {isEmbedded ? (
        <a className={styles.open} href={audiencePath(roomId)} target="_blank" rel="noopener" title={t('open')}>
          <Mark className={styles.mark} />
          <h1 className={styles.title}>{roomId}</h1>
          <ExternalLink aria-hidden />
          <span className="visually-hidden">{t('open')}</span>
        </a>
      ) : (
        <>
          <Mark className={styles.mark} />
          <h1 className={styles.title} title={roomId}>
            {roomId}
          </h1>
        </>
      )}
      {isLive && <LiveMark />}
      <EncryptionButton />
      <span className={styles.space} />
      {isLive && <Delay />}
      <Viewers />
    </header>
  );
}

function Viewers() {
  const t = useTranslations('call.header');
  const format = useFormatter();
  const count = useViewerCount();
  return count === 0 ? null : (
    <span className={styles.fact} title={t('viewers', { count })} data-testid="viewers">
      <Eye aria-hidden />
      <span aria-hidden="true">{format.number(count)}</span>
      <span className="visually-hidden">{t('viewers', { count })}</span>
    </span>
  );
}

/** A button, so that what the figure is made of can be read by keyboard and touch too. */
function Delay() {
  const t = useTranslations('watch.delay');
  const format = useFormatter();
  const delay = useLiveDelay();
  if (delay === null) {
    return null;
  }
  const tenths = Math.max(1, Math.round((delay.network + delay.buffer) / 100));
  const meaning = t('meaning', { network: Math.round(delay.network), buffer: Math.round(delay.buffer) });
  return (
    <Tooltip text={meaning} placement="bottom">
      <AriaButton className={styles.delay ?? ''} data-testid="delay">
        {t('about', { seconds: format.number(tenths / 10, { minimumFractionDigits: 1 }) })}
      </AriaButton>
    </Tooltip>
  );
}
