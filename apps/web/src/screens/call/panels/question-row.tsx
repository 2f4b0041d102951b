'use client';

import type { Question } from '@plenary/protocol';
import { Check, ChevronUp, RotateCcw, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { ToggleButton } from 'react-aria-components';
import { IconButton } from '@/ui/icon-button';
import { Tooltip } from '@/ui/tooltip';
import styles from './questions-panel.module.css';

/** What can be done about a question. */
export type QuestionAction = 'vote' | 'takeVote' | 'answered' | 'open' | 'remove';

export interface QuestionRowProps {
  readonly question: Question;
  readonly isOwn: boolean;
  readonly hasOwnVote: boolean;
  /** Whether this person may vote. */
  readonly mayVote: boolean;
  /** Whether this person may mark and remove it. */
  readonly mayModerate: boolean;
  /** Must keep its identity. */
  readonly onAction: (questionId: string, action: QuestionAction) => void;
}

/** One question: how many want it answered, who asks what, and for hosts what is to become of it. */
export const QuestionRow = memo(function QuestionRow(props: QuestionRowProps) {
  const { question, isOwn, hasOwnVote, mayVote, mayModerate, onAction } = props;
  const t = useTranslations('call.questions');
  const { id, name, text, votes, status } = question;
  const isOpen = status === 'open';
  const voteLabel = t('vote', { count: votes });
  return (
    <li className={styles.question} data-question-id={id}>
      <Tooltip text={voteLabel}>
        <ToggleButton
          className={styles.vote ?? ''}
          aria-label={voteLabel}
          isSelected={hasOwnVote}
          isDisabled={!isOpen || !mayVote}
          onChange={(isWanted) => onAction(id, isWanted ? 'vote' : 'takeVote')}
        >
          <ChevronUp aria-hidden />
          <span>{votes}</span>
        </ToggleButton>
      </Tooltip>
      <div className={styles.words}>
        <p className={styles.asker} title={name}>
          {isOwn ? t('you') : name}
        </p>
        <p className={styles.text} dir="auto">
          {text}
        </p>
        {mayModerate && (
          <div className={styles.actions}>
            <IconButton
              className={styles.action}
              label={isOpen ? t('markAnswered') : t('reopen')}
              icon={isOpen ? <Check aria-hidden /> : <RotateCcw aria-hidden />}
              onPress={() => onAction(id, isOpen ? 'answered' : 'open')}
            />
            <IconButton
              className={styles.action}
              label={t('remove')}
              icon={<Trash2 aria-hidden />}
              onPress={() => onAction(id, 'remove')}
            />
          </div>
        )}
      </div>
    </li>
  );
});
