'use client';

import { useTranslations } from 'next-intl';
import { MessagePage } from '@/ui/message-page';

/** For who comes to an encrypted meeting by a link without its key: nothing on this page can help. */
export function KeyMissing() {
  const t = useTranslations('prejoin.encryption.missing');
  return <MessagePage title={t('title')} text={t('text')} isTextAnnounced />;
}
