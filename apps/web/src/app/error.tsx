'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/button';
import { MessagePage } from '@/ui/message-page';

export default function ErrorPage({ reset }: { readonly reset: () => void }) {
  const t = useTranslations('common');
  return (
    <MessagePage title={t('crash.title')} text={t('crash.text')}>
      <Button variant="primary" size="l" onPress={reset}>
        {t('tryAgain')}
      </Button>
    </MessagePage>
  );
}
