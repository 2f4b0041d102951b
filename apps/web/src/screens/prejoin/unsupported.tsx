'use client';

import { useTranslations } from 'next-intl';
import { MessagePage } from '@/ui/message-page';

/** For browsers in which no call is possible. */
export function Unsupported() {
  const t = useTranslations('prejoin.support.noWebRtc');
  return <MessagePage title={t('title')} text={t('text')} />;
}
