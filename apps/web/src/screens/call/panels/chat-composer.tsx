'use client';

import { LIMITS } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useCall } from '@/call';
import { TextComposer } from './text-composer';

export interface ChatComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSent: () => void;
}

/** The field to write a message. */
export function ChatComposer({ text, onText, onSent }: ChatComposerProps) {
  const t = useTranslations('call.chat');
  const tError = useTranslations('errors.code');
  const call = useCall();
  return (
    <TextComposer
      text={text}
      onText={onText}
      label={t('write')}
      sendLabel={t('send')}
      maxLength={LIMITS.chatLength}
      tooLong={t('tooLong', { max: LIMITS.chatLength })}
      send={async (message) => {
        await call.sendChat(message);
        onSent();
      }}
      failed={(code) => t('failed', { reason: tError(code) })}
    />
  );
}
