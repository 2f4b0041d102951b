'use client';

import type { ErrorCode } from '@plenary/protocol';
import { SendHorizontal } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { FieldError, Text, TextArea, TextField } from 'react-aria-components';
import { errorCodeOf } from '@/call';
import { IconButton } from '@/ui/icon-button';
import styles from './text-composer.module.css';

// So near to the limit the person sees how much is left.
const COUNT_WITHIN = 200;

export interface TextComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What the field is for: its accessible name and its placeholder. */
  readonly label: string;
  /** The accessible name of the button. */
  readonly sendLabel: string;
  readonly maxLength: number;
  /** Says that the text is too long. */
  readonly tooLong: string;
  /** Sends the text, which then leaves the field. What it rejects with is told. */
  readonly send: (text: string) => Promise<void>;
  readonly failed: (code: ErrorCode) => ReactNode;
  /** Why nothing can be sent at the moment. It can still be written, unless it is closed. */
  readonly wait?: string | null;
  /** This person can send nothing at all; `wait` says why. */
  readonly isClosed?: boolean;
}

/** A field for a short text and the button that sends it. Text that could not be sent stays in it, with the reason. */
export function TextComposer(props: TextComposerProps) {
  const { text, onText, label, sendLabel, maxLength, tooLong, send, failed, wait = null, isClosed = false } = props;
  const [error, setError] = useState<ErrorCode | null>(null);
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const length = text.trim().length;
  const isTooLong = length > maxLength;
  const isReady = length > 0 && !isTooLong && wait === null;

  const submit = async () => {
    if (!isReady || isSending) {
      return;
    }
    setSending(true);
    setError(null);
    try {
      await send(text);
      onText('');
      // The button that was pressed has nothing to send any more, and would take the focus away with it.
      field.current?.focus();
    } catch (cause) {
      setError(errorCodeOf(cause));
    } finally {
      setSending(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter also picks a word in an input method (Chinese, Japanese …): that is not meant for us.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      void submit();
    }
  };

  return (
    <div className={styles.composer}>
      <TextField
        className={styles.field ?? ''}
        aria-label={label}
        value={text}
        onChange={onText}
        isInvalid={isTooLong || error !== null}
        validationBehavior="aria"
        isReadOnly={isClosed}
        autoFocus
      >
        <TextArea ref={field} className={styles.input ?? ''} placeholder={label} rows={1} enterKeyHint="send" onKeyDown={onKeyDown} />
        <FieldError className={styles.error ?? ''}>{isTooLong ? tooLong : error !== null && failed(error)}</FieldError>
        {wait !== null && (
          <Text slot="description" elementType="p" className={styles.wait ?? ''}>
            {wait}
          </Text>
        )}
        {length >= maxLength - COUNT_WITHIN && <p className={styles.count}>{`${length} / ${maxLength}`}</p>}
      </TextField>
      <IconButton
        className={styles.send}
        label={sendLabel}
        icon={<SendHorizontal aria-hidden />}
        isDisabled={!isReady}
        onPress={() => void submit()}
      />
    </div>
  );
}
