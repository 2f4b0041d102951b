import { getTranslations } from 'next-intl/server';
import { MessagePage } from '@/ui/message-page';

export default async function BadRoom() {
  const t = await getTranslations('prejoin.badRoom');
  return <MessagePage title={t('title')} text={t.rich('text', { code: (words) => <code>{words}</code> })} />;
}
