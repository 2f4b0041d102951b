'use client';

import { LIMITS, type ErrorCode } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useCall } from '@/call';
import { useChatRefusal } from '../hooks/use-rights';
import { TextComposer } from './text-composer';
import { useSlowMode } from './use-slow-mode';

export interface ChatComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSent: () => void;
}

/** The field to write a message, and in slow mode how long to wait with it. */
export function ChatComposer({ text, onText, onSent }: ChatComposerProps) {
  const t = useTranslations('call.chat');
  const tError = useTranslations('errors.code');
  const call = useCall();
  const slowMode = useSlowMode();
  const refusal = useChatRefusal();
  const isSlow = slowMode.seconds > 0;
  const closed = refusal === null ? null : t(refusal === 'token' ? 'notInvited' : 'notAllowed');
  const slow = slowMode.wait > 0 ? t('slowWait', { seconds: slowMode.wait }) : null;
  const reason = (code: ErrorCode) =>
    code === 'RATE_LIMITED' && isSlow ? t('slowRefused', { seconds: slowMode.seconds }) : tError(code);
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
        slowMode.begin();
        onSent();
      }}
      failed={(code) => t('failed', { reason: reason(code) })}
      isClosed={refusal === 'token'}
      wait={closed ?? slow}
    />
  );
}
