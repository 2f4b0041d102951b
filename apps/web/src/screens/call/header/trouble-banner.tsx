'use client';

import type { CallState } from '@plenary/client';
import { CloudOff, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallState } from '@/call';
import { Spinner } from '@/ui/spinner';
import { useLasting } from '../hooks/use-lasting';
import styles from './banners.module.css';
import { troubleOf, type CallTrouble } from './trouble';

const selectTrouble = (state: CallState) => troubleOf(state);

export interface TroubleBannerProps {
  /** Blocked media are told elsewhere, with what takes their place. */
  readonly withoutBlocked?: boolean;
}

/** Says which hop has failed, for as long as it has, in one line beside the pictures. */
export function TroubleBanner({ withoutBlocked = false }: TroubleBannerProps) {
  const trouble = useCallState(selectTrouble);
  const isTold = trouble !== null && !(withoutBlocked && isBlocked(trouble));
  const isShown = useLasting(isTold);
  return (
    <div role="alert">
      {trouble !== null && isShown && (
        <p className={styles.trouble} data-testid="trouble">
          <Sign trouble={trouble} />
          <span>
            <Words trouble={trouble} />
          </span>
        </p>
      )}
    </div>
  );
}

const isBlocked = (trouble: CallTrouble): boolean =>
  trouble.hop === 'media' && trouble.state !== 'connecting' && trouble.state !== 'interrupted';

function Sign({ trouble }: { readonly trouble: CallTrouble }) {
  if (trouble.hop === 'server' && trouble.cause === 'offline') {
    return <WifiOff aria-hidden />;
  }
  return isBlocked(trouble) ? <CloudOff aria-hidden /> : <Spinner />;
}

function Words({ trouble }: { readonly trouble: CallTrouble }) {
  const t = useTranslations('call.trouble');
  if (trouble.hop === 'media') {
    return t(`media.${trouble.state}`);
  }
  return (
    <>
      {t(`server.${trouble.cause}`)}
      {trouble.mediaGoOn && ` ${t('mediaGoOn')}`}
    </>
  );
}
