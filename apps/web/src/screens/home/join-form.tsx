'use client';

import { parseRoomId } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useRef, useState, useTransition } from 'react';
import { Form } from 'react-aria-components';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/text-field';
import styles from './join-form.module.css';

/** What a pasted link carries behind its hash sign, which is part of the way in. */
const linkFragment = (text: string): string => /#.+$/u.exec(text.trim())?.[0] ?? '';

/** Takes a meeting's link or code and opens its page, or says what is wrong with it. */
export function JoinForm() {
  const t = useTranslations('home');
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState<'empty' | 'invalid' | null>(null);
  const [isOpening, open] = useTransition();

  const submit = () => {
    const roomId = parseRoomId(text);
    if (roomId === null) {
      setError(text.trim() === '' ? 'empty' : 'invalid');
      form.current?.querySelector('input')?.focus();
      return;
    }
    const key = linkFragment(text);
    if (key !== '') {
      // A page of its own, that reads its address when it is there in full.
      window.location.assign(`/r/${roomId}${key}`);
      return;
    }
    open(() => router.push(`/r/${roomId}`));
  };

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
        label={t('join.label')}
        isLabelHidden
        placeholder={t('join.placeholder')}
        className={styles.field}
        value={text}
        onChange={(value) => {
          setText(value);
          setError(null);
        }}
        error={error === null ? null : t.rich(`join.${error}`, { code: (words) => <code>{words}</code> })}
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
