'use client';

import type { CallState } from '@plenary/client';
import type { Question, QuestionStatus } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useCallState } from '@/call';
import { useIsGranted, useMayModerate } from '../hooks/use-rights';
import { useSelfId } from '../hooks/use-room';
import { QuestionComposer } from './question-composer';
import { orderQuestions } from './question-order';
import { QuestionRow } from './question-row';
import styles from './questions-panel.module.css';
import { SidePanel } from './side-panel';
import tabs from './tabs.module.css';
import { useQuestionActions } from './use-question-actions';

const NO_QUESTIONS: readonly Question[] = [];
const NO_VOTES: ReadonlySet<string> = new Set();
const TABS = ['open', 'answered'] as const satisfies readonly QuestionStatus[];
const selectQuestions = (state: CallState) => state.room?.questions ?? NO_QUESTIONS;
const selectOwnVotes = (state: CallState) => state.room?.ownVotes ?? NO_VOTES;

export interface QuestionsPanelProps {
  /** What is written and not yet asked. */
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onClose: () => void;
}

/** Questions to the stage: asked and voted on by everyone, dealt with by hosts. */
export function QuestionsPanel({ draft, onDraft, onClose }: QuestionsPanelProps) {
  const t = useTranslations('call.questions');
  const tError = useTranslations('errors.code');
  const questions = useCallState(selectQuestions);
  const [tab, setTab] = useState<QuestionStatus>('open');
  const { act, failure } = useQuestionActions();
  const lists = useMemo(
    () => ({ open: orderQuestions(questions, 'open'), answered: orderQuestions(questions, 'answered') }),
    [questions],
  );

  return (
    <SidePanel title={t('title')} onClose={onClose}>
      <Tabs className={tabs.tabs ?? ''} selectedKey={tab} onSelectionChange={(key) => setTab(key as QuestionStatus)}>
        <TabList className={tabs.tabList ?? ''} aria-label={t('title')}>
          {TABS.map((status) => (
            <Tab key={status} id={status} className={tabs.tab ?? ''}>
              {t(`tab.${status}`, { count: lists[status].length })}
            </Tab>
          ))}
        </TabList>
        <div role="alert">
          {failure !== null && <p className={styles.failure}>{tError(failure)}</p>}
        </div>
        {TABS.map((status) => (
          <TabPanel key={status} id={status} className={`${tabs.panel} ${styles.scroll}`}>
            <QuestionList status={status} questions={lists[status]} onAction={act} />
          </TabPanel>
        ))}
      </Tabs>
      <QuestionComposer text={draft} onText={onDraft} onAsked={() => setTab('open')} />
    </SidePanel>
  );
}

interface QuestionListProps {
  readonly status: QuestionStatus;
  readonly questions: readonly Question[];
  readonly onAction: ReturnType<typeof useQuestionActions>['act'];
}

function QuestionList({ status, questions, onAction }: QuestionListProps) {
  const t = useTranslations('call.questions');
  const selfId = useSelfId();
  const mayModerate = useMayModerate();
  const mayVote = useIsGranted('ask');
  const ownVotes = useCallState(selectOwnVotes);
  if (questions.length === 0) {
    return (
      <div className={styles.empty}>
        <p className={styles.emptyTitle}>{t(`empty.${status}.title`)}</p>
        <p>{t(`empty.${status}.text`)}</p>
      </div>
    );
  }
  return (
    <ul className={styles.list} aria-label={t(`list.${status}`)}>
      {questions.map((question) => (
        <QuestionRow
          key={question.id}
          question={question}
          isOwn={question.peerId === selfId}
          hasOwnVote={ownVotes.has(question.id)}
          mayVote={mayVote}
          mayModerate={mayModerate}
          onAction={onAction}
        />
      ))}
    </ul>
  );
}
