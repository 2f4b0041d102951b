'use client';

import type { ErrorCode } from '@plenary/protocol';
import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useIsOffline } from '@/call';
import { DeniedWords } from '@/screens/shared/denied-words';
import { Button } from '@/ui/button';
import { Notice } from '@/ui/notice';

export interface ServerTroubleProps {
  readonly title: string;
  readonly code: ErrorCode;
  readonly isRetrying: boolean;
  /** Seconds until who was turned away may ask again. */
  readonly wait: number;
  readonly onRetry: () => void;
}

/** Why nobody comes in here now, and what helps. */
export function ServerTrouble({ title, code, isRetrying, wait, onRetry }: ServerTroubleProps) {
  const t = useTranslations('prejoin.server');
  const tCommon = useTranslations('common');
  const tErrors = useTranslations('errors');
  const isOffline = useIsOffline() && (code === 'DISCONNECTED' || code === 'TIMEOUT');
  if (code === 'DENIED') {
    // The way to ask again is the form below.
    return (
      <Notice tone="danger" title={title}>
        <p>
          <DeniedWords wait={wait} />
        </p>
      </Notice>
    );
  }
  // Who was removed can only be refused again.
  const action =
    code === 'REMOVED' ? undefined : code === 'UNSUPPORTED_PROTOCOL' ? (
      <Button onPress={() => window.location.reload()}>{t('reload')}</Button>
    ) : (
      <Button icon={<RotateCcw aria-hidden />} isPending={isRetrying} onPress={onRetry}>
        {tCommon('tryAgain')}
      </Button>
    );
  return (
    <Notice tone="danger" title={title} action={action}>
      <p>{isOffline ? tErrors('offline') : tErrors(`code.${code}`)}</p>
    </Notice>
  );
}
