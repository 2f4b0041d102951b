import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useHand } from '@/screens/shared/use-hand';
import { useIsOn } from '../hooks/use-local';

/** What to read out when one's own microphone, camera, screen share or hand went on or off; empty before the first time. */
export function useOwnAnnouncement(): string {
  const t = useTranslations('call.announce');
  const now = { mic: useIsOn('mic'), camera: useIsOn('camera'), screen: useIsOn('screen'), hand: useHand().isUp };
  const [last, setLast] = useState({ ...now, text: '' });
  const changed = (['mic', 'camera', 'screen', 'hand'] as const).find((source) => last[source] !== now[source]);
  if (changed !== undefined) {
    setLast({ ...now, text: now[changed] ? t(`${changed}On`) : t(`${changed}Off`) });
  }
  return last.text;
}
