'use client';

import { LIMITS, displayNameSchema } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useCallState } from '@/call';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/text-field';
import styles from './join-form.module.css';

export interface JoinFormProps {
  readonly name: string;
  /** The name comes from the invitation and stays as it is. */
  readonly isNameGiven: boolean;
  readonly onNameChange: (name: string) => void;
  /** Called with the name in the form that the server will show. */
  readonly onJoin: (name: string) => void;
  readonly isJoining: boolean;
  /** Whether the invitation allows to be heard, and to be seen. */
  readonly mayMic: boolean;
  readonly mayCamera: boolean;
  /** A host did not let them in before. */
  readonly isAskingAgain: boolean;
  /** False when joining could not work whatever the person does here. */
  readonly canJoin: boolean;
}

/** The name and the way in. An empty name is asked for when the button is pressed. */
export function JoinForm(props: JoinFormProps) {
  const { name, isNameGiven, onNameChange, onJoin, isJoining, mayMic, mayCamera, isAskingAgain, canJoin } = props;
  const t = useTranslations('prejoin');
  const form = useRef<HTMLFormElement>(null);
  const [error, setError] = useState<'missing' | 'invalid' | null>(null);

  const submit = () => {
    if (isJoining || !canJoin) {
      return;
    }
    const valid = displayNameSchema.safeParse(name);
    if (valid.success) {
      onJoin(valid.data);
      return;
    }
    setError(name.trim() === '' ? 'missing' : 'invalid');
    form.current?.querySelector('input')?.focus();
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
        label={t('name.label')}
        placeholder={t('name.placeholder')}
        value={name}
        onChange={(value) => {
          onNameChange(value);
          setError(null);
        }}
        error={error === null ? null : t(`name.${error}`)}
        maxLength={LIMITS.nameLength}
        autoComplete="name"
        enterKeyHint="go"
        isReadOnly={isJoining || isNameGiven}
        className={isNameGiven ? styles.given : undefined}
        {...(isNameGiven ? { description: t('name.given') } : {})}
      />
      <Button type="submit" variant="primary" size="l" isWide isPending={isJoining} isDisabled={!canJoin}>
        {isJoining ? t('joining') : isAskingAgain ? t('askAgain') : t('join')}
      </Button>
      <WhatIsOff mayMic={mayMic} mayCamera={mayCamera} />
    </Form>
  );
}

/** Nobody should wonder in the meeting why they are not heard. */
function WhatIsOff({ mayMic, mayCamera }: Pick<JoinFormProps, 'mayMic' | 'mayCamera'>) {
  const t = useTranslations('prejoin.joinWithout');
  const mic = useCallState((state) => isOff(state.local.tracks.mic.status)) && mayMic;
  const camera = useCallState((state) => isOff(state.local.tracks.camera.status)) && mayCamera;
  if (!mayMic || !mayCamera) {
    const never = !mayMic && !mayCamera ? 'neverBoth' : mayMic ? 'neverCamera' : 'neverMic';
    return (
      <p className={styles.hint}>
        {t(never)} {(mic || camera) && t(mic ? 'mic' : 'camera')}
      </p>
    );
  }
  if (!mic && !camera) {
    return null;
  }
  return <p className={styles.hint}>{mic && camera ? t('both') : mic ? t('mic') : t('camera')}</p>;
}

function isOff(status: string): boolean {
  return status === 'off' || status === 'failed';
}
