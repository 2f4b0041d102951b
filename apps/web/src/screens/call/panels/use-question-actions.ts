import type { ErrorCode } from '@plenary/protocol';
import { useCallback, useState } from 'react';
import { errorCodeOf, useCall } from '@/call';
import type { QuestionAction } from './question-row';

export interface QuestionActions {
  /** Keeps its identity. */
  readonly act: (questionId: string, action: QuestionAction) => void;
  /** Why the last of them did not work; `null` when it did. */
  readonly failure: ErrorCode | null;
}

/** Votes on questions and, for hosts, marks and removes them. */
export function useQuestionActions(): QuestionActions {
  const { stage } = useCall();
  const [failure, setFailure] = useState<ErrorCode | null>(null);
  const act = useCallback(
    (id: string, action: QuestionAction) => {
      const done = (): Promise<void> => {
        switch (action) {
          case 'vote':
          case 'takeVote':
            return stage.voteQuestion(id, action === 'vote');
          case 'answered':
          case 'open':
            return stage.setQuestionStatus(id, action);
          case 'remove':
            return stage.removeQuestion(id);
          default:
            return action satisfies never;
        }
      };
      done().then(
        () => setFailure(null),
        (error: unknown) => setFailure(errorCodeOf(error)),
      );
    },
    [stage],
  );
  return { act, failure };
}
