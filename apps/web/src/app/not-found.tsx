import { getTranslations } from 'next-intl/server';
import { MessagePage } from '@/ui/message-page';

export default async function NotFound() {
  const t = await getTranslations('common');
  return <MessagePage title={t('notFound.title')} text={t('notFound.text')} />;
}
