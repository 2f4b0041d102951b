import { expect, test } from '@jest/globals';
import type { Question } from '../../../packages/protocol/src/index.ts';
import { orderQuestions } from '../../../apps/web/src/screens/call/panels/question-order.ts';

const question = (id: string, votes: number, askedAt: number, status: Question['status'] = 'open'): Question => ({
  id, peerId: 'p', name: 'P', text: '?', askedAt, votes, status,
});

test('questions stand by votes, those of equal votes by age, and each status by itself', () => {
  const questions = [
    question('new', 2, 30), question('done', 9, 5, 'answered'), question('old', 2, 10), question('most', 3, 40),
    question('first done', 9, 1, 'answered'),
  ];
  expect(orderQuestions(questions, 'open').map(({ id }) => id)).toEqual(['most', 'old', 'new']);
  expect(orderQuestions(questions, 'answered').map(({ id }) => id)).toEqual(['first done', 'done']);
});

test('the order leaves the given list alone', () => {
  const questions = Object.freeze([question('a', 1, 1), question('b', 2, 2)]);
  expect(orderQuestions(questions, 'open').map(({ id }) => id)).toEqual(['b', 'a']);
  expect(questions.map(({ id }) => id)).toEqual(['a', 'b']);
});
