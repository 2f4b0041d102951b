'use client';

import type { ErrorCode } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useCall } from '@/call';
import { MessagePage } from '@/ui/message-page';

/** Nothing that a person can do on the page lets them in: another link has to be opened. */
export type NoEntryCode = Extract<ErrorCode, 'TOKEN_REQUIRED' | 'TOKEN_INVALID'>;

export function isNoEntry(code: ErrorCode | null | undefined): code is NoEntryCode {
  return code === 'TOKEN_REQUIRED' || code === 'TOKEN_INVALID';
}

/** Instead of the door, for those whom the server does not let in. Nobody is filmed on it. */
export function NoEntry({ code }: { readonly code: NoEntryCode }) {
  const t = useTranslations('errors');
  const call = useCall();
  useEffect(() => {
    call.freeDevices();
  }, [call]);
  return <MessagePage title={t(`noEntry.${code}`)} text={t(`code.${code}`)} isTextAnnounced />;
}
