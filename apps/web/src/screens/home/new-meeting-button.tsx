'use client';

import { newRoomId, type RoomKind } from '@plenary/protocol';
import { Radio, Video } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button } from '@/ui/button';

/** Makes a fresh room code and opens its page. What it is to become goes along in the address. */
export function NewMeetingButton({ kind }: { readonly kind: RoomKind }) {
  const t = useTranslations('home');
  const router = useRouter();
  const [isOpening, open] = useTransition();
  const isBroadcast = kind === 'broadcast';
  return (
    <Button
      variant={isBroadcast ? 'secondary' : 'primary'}
      size="l"
      icon={isBroadcast ? <Radio aria-hidden /> : <Video aria-hidden />}
      isPending={isOpening}
      onPress={() => open(() => router.push(`/r/${newRoomId()}${isBroadcast ? '?kind=broadcast' : ''}`))}
    >
      {isOpening ? t('opening') : t(isBroadcast ? 'newBroadcast' : 'newMeeting')}
    </Button>
  );
}
