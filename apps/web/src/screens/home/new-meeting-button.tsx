'use client';

import { newRoomId } from '@plenary/protocol';
import { Video } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button } from '@/ui/button';

/** Makes a fresh room code and opens its page. */
export function NewMeetingButton() {
  const t = useTranslations('home');
  const router = useRouter();
  const [isOpening, open] = useTransition();
  return (
    <Button
      variant="primary"
      size="l"
      icon={<Video aria-hidden />}
      isPending={isOpening}
      onPress={() => open(() => router.push(`/r/${newRoomId()}`))}
    >
      {isOpening ? t('opening') : t('newMeeting')}
    </Button>
  );
}
