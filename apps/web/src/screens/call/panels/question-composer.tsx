'use client';

import { LIMITS, type ErrorCode } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useCall } from '@/call';
import { useIsGranted } from '../hooks/use-rights';
import { TextComposer } from './text-composer';

export interface QuestionComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onAsked: () => void;
}

/** The field to ask a question. */
export function QuestionComposer({ text, onText, onAsked }: QuestionComposerProps) {
  const t = useTranslations('call.questions');
  const tError = useTranslations('errors.code');
  const call = useCall();
  const mayAsk = useIsGranted('ask');
  const reason = (code: ErrorCode) => (code === 'LIMIT_EXCEEDED' ? t('tooMany') : tError(code));
  return (
    <TextComposer
      text={text}
      onText={onText}
      label={t('write')}
      sendLabel={t('ask')}
      maxLength={LIMITS.questionLength}
      tooLong={t('tooLong', { max: LIMITS.questionLength })}
      send={async (question) => {
        await call.stage.ask(question);
        onAsked();
      }}
      failed={(code) => t('failed', { reason: reason(code) })}
      isClosed={!mayAsk}
      wait={mayAsk ? null : t('notInvited')}
    />
  );
}
