import { useTranslations } from 'next-intl';
import { useCallState } from '@/call';

/** What is wrong with the connection of somebody who waits at the door; `null` while nothing is. */
export function useWaitTrouble(): string | null {
  const t = useTranslations('prejoin.waiting');
  const connection = useCallState((state) => state.connection);
  return connection.status === 'reconnecting' ? t(`trouble.${connection.cause}`) : null;
}
