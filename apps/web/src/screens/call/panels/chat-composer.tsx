'use client';

import { CallError, LIMITS, type ErrorCode } from '@plenary/protocol';
import { SendHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, type KeyboardEvent } from 'react';
import { FieldError, TextArea, TextField } from 'react-aria-components';
import { useCall } from '@/call';
import { IconButton } from '@/ui/icon-button';
import styles from './chat-panel.module.css';

// From here on the person sees how much is left.
const COUNT_FROM = LIMITS.chatLength - 200;

export interface ChatComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSent: () => void;
}

/** The field to write a message. Text that could not be sent stays in it, with the reason. */
export function ChatComposer({ text, onText, onSent }: ChatComposerProps) {
  const t = useTranslations('call.chat');
  const tError = useTranslations('errors.code');
  const call = useCall();
  const [error, setError] = useState<ErrorCode | null>(null);
  const [isSending, setSending] = useState(false);
  const length = text.trim().length;
  const isTooLong = length > LIMITS.chatLength;

  const send = async () => {
    if (length === 0 || isTooLong || isSending) {
      return;
    }
    setSending(true);
    setError(null);
    try {
      await call.sendChat(text);
      onText('');
      onSent();
    } catch (cause) {
      setError(cause instanceof CallError ? cause.code : 'INTERNAL');
    } finally {
      setSending(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also picks a word in an input method (Chinese, Japanese …): that is not meant for us.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      void send();
    }
  };

  return (
    <div className={styles.composer}>
      <TextField
        className={styles.field ?? ''}
        aria-label={t('write')}
        value={text}
        onChange={onText}
        isInvalid={isTooLong || error !== null}
        validationBehavior="aria"
        autoFocus
      >
        <TextArea
          className={styles.input ?? ''}
          placeholder={t('write')}
          rows={1}
          enterKeyHint="send"
          onKeyDown={onKeyDown}
        />
        <FieldError className={styles.error ?? ''}>
          {isTooLong ? t('tooLong', { max: LIMITS.chatLength }) : error !== null && t('failed', { reason: tError(error) })}
        </FieldError>
        {length >= COUNT_FROM && <p className={styles.count}>{`${length} / ${LIMITS.chatLength}`}</p>}
      </TextField>
      <IconButton
        className={styles.send}
        label={t('send')}
        icon={<SendHorizontal aria-hidden />}
        isDisabled={length === 0 || isTooLong}
        onPress={() => void send()}
      />
    </div>
  );
}
