import type { Question, QuestionStatus } from '@plenary/protocol';

/** The questions of one status: those that most people want answered first, and of equals the oldest. Pure. */
export function orderQuestions(questions: readonly Question[], status: QuestionStatus): readonly Question[] {
  return questions
    .filter((question) => question.status === status)
    .sort((a, b) => b.votes - a.votes || a.askedAt - b.askedAt);
}
