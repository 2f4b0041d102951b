'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useRef, useState, useTransition, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { joinToken } from '@/call/join-token';
import { fragmentPart } from '@/call/link-fragment';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/text-field';
import styles from './join-form.module.css';
import { readMeetingLink, type MeetingLink } from './meeting-link';

export interface JoinFormProps {
  /** Only links with an invitation lead in: a code alone would lead to a closed door. */
  readonly isByInvitation: boolean;
}

/** Takes a meeting's link or code and opens its page, or says what is wrong with it. */
export function JoinForm({ isByInvitation }: JoinFormProps) {
  const t = useTranslations('home');
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState<'empty' | 'invalid' | 'uninvited' | null>(null);
  const [isOpening, open] = useTransition();

  const submit = () => {
    const link = readMeetingLink(text);
    if (link === null || (isByInvitation && !isInvited(link))) {
      setError(link !== null ? 'uninvited' : text.trim() === '' ? 'empty' : 'invalid');
      form.current?.querySelector('input')?.focus();
      return;
    }
    const { path, fragment } = link;
    if (fragment !== '') {
      // A page of its own, that reads its address when it is there in full.
      window.location.assign(`${path}${fragment}`);
      return;
    }
    open(() => router.push(path));
  };
  const texts = isByInvitation ? 'invited' : 'join';

  return (
    <Form
      ref={form}
      className={styles.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={t(`${texts}.label`)}
        isLabelHidden
        placeholder={t(`${texts}.placeholder`)}
        className={styles.field}
        value={text}
        onChange={(value) => {
          setText(value);
          setError(null);
        }}
        error={error === null ? null : t.rich(error === 'uninvited' ? 'invited.uninvited' : `${texts}.${error}`, { code })}
        autoComplete="off"
        autoCorrect="off"
        spellCheck="false"
        inputMode="url"
        enterKeyHint="go"
      />
      <Button type="submit" size="l" className={styles.submit} isPending={isOpening}>
        {t('join.submit')}
      </Button>
    </Form>
  );
}

const code = (words: ReactNode) => <code>{words}</code>;

/** With the link, or earlier in this tab. */
function isInvited({ roomId, fragment }: MeetingLink): boolean {
  return fragmentPart(fragment, 'token') !== null || joinToken(roomId) !== null;
}
