import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LIMITS, type Notification, type NotificationPayload, type Role } from '@plenary/protocol';
import { Chat } from '../../../apps/sfu/src/rooms/chat.ts';
import { Hands } from '../../../apps/sfu/src/rooms/hands.ts';
import { Questions } from '../../../apps/sfu/src/rooms/questions.ts';
import { Reactions } from '../../../apps/sfu/src/rooms/reactions.ts';

let told: { to: string; notification: Notification }[];
const channel = { broadcast: (to: string, notification: Notification) => void told.push({ to, notification }) };
const payloads = <N extends Notification['name']>(name: N): NotificationPayload<N>[] =>
  told.flatMap(({ notification }) => (notification.name === name ? [notification.payload as NotificationPayload<N>] : []));
const person = (id: string, role: Role = 'viewer') => ({ id, name: id.toUpperCase(), role });

beforeEach(() => {
  told = [];
  jest.useFakeTimers();
});
afterEach(() => void jest.useRealTimers());

describe('questions', () => {
  test('that change within a second are told once, whole', () => {
    const questions = new Questions(channel);
    const { id } = questions.ask(person('ann'), 'Why?', 1);
    for (let i = 0; i < 100; i++) {
      questions.vote(`p${i}`, id, true);
    }
    questions.vote('p0', id, false);
    jest.advanceTimersByTime(2_000);
    expect(payloads('questionsChanged').map(({ changed }) => changed.map(({ votes }) => votes))).toEqual([[100]]);
  });

  test('are three per person at a time, until one is answered', () => {
    const questions = new Questions(channel);
    const ids = [1, 2, 3].map((at) => questions.ask(person('ann'), 'Why?', at).id);
    expect(() => questions.ask(person('ann'), 'Why?', 4)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    questions.setStatus(ids[0] ?? '', 'answered');
    expect(questions.ask(person('ann'), 'Why?', 4).votes).toBe(1);
  });

  test('make place when they are answered, and not while they are open', () => {
    const questions = new Questions(channel);
    const ids = Array.from({ length: 50 }, (_, i) => questions.ask(person(`p${i}`), 'Why?', i).id);
    expect(() => questions.ask(person('late'), 'Why?', 99)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    questions.setStatus(ids[7] ?? '', 'answered');
    questions.ask(person('late'), 'Why?', 99);
    jest.advanceTimersByTime(2_000);
    expect(questions.all()).toHaveLength(50);
    expect(payloads('questionsChanged').at(-1)?.removed).toEqual([ids[7]]);
  });
});

describe('chat in a crowd', () => {
  const crowd = (readers: number, slowModeSeconds = 0) =>
    new Chat({ channel, readers: () => readers, slowModeSeconds: () => slowModeSeconds });
  const texts = () => payloads('chatMessage').map(({ message }) => message.text);

  test('is remembered for those who come later, so many messages and no more', () => {
    const chat = crowd(2);
    for (let i = 0; i < 205; i++) {
      chat.say(person('ann', 'speaker'), `text ${i}`, i);
    }
    expect([chat.all().length, chat.all().at(0)?.text, chat.all().at(-1)?.text]).toEqual([200, 'text 5', 'text 204']);
  });

  test('shows some messages a second, of everyone one before anyone’s second, and the stage at once', () => {
    const chat = crowd(500);
    for (let i = 0; i < 20; i++) {
      chat.say(person('loud'), `loud ${i}`, i);
    }
    ['a', 'b', 'c'].forEach((id) => chat.say(person(id), id, 20));
    chat.say(person('host', 'host'), 'welcome', 21);
    expect(texts()).toEqual(['welcome']);
    jest.advanceTimersByTime(10);
    expect(texts()).toEqual(['welcome', 'loud 0', 'a', 'b', 'c']);
    jest.advanceTimersByTime(1_000);
    expect(texts().slice(5)).toEqual(['loud 1']);
  });

  test('never shows more than five a second, and forgets what waits too long', () => {
    const chat = crowd(1_000);
    for (let i = 0; i < 1_000; i++) {
      chat.say(person(`p${i}`), String(i), i);
    }
    jest.advanceTimersByTime(10_500);
    expect(texts().length).toBeLessThanOrEqual(55);
    jest.advanceTimersByTime(600_000);
    expect(texts()).toHaveLength(200);
  });

  test('is not held back in a small room', () => {
    const chat = crowd(20);
    ['a', 'b'].forEach((text) => chat.say(person('vic'), text, 1));
    expect(texts()).toEqual(['a', 'b']);
  });

  test('slow mode tells how long to wait, and holds again after a return', () => {
    const chat = crowd(5, 10);
    chat.say(person('vic'), 'a', 1_000);
    expect(() => chat.say(person('vic'), 'b', 4_500)).toThrow(/wait 7 s/u);
    chat.say(person('vic'), 'b', 11_000);
    expect(texts()).toEqual(['a', 'b']);
  });
});

test('reactions of a thousand people are one message a second', () => {
  const reactions = new Reactions(channel);
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 1_000; i++) {
      reactions.add('👏');
    }
    jest.advanceTimersByTime(1_000);
  }
  jest.advanceTimersByTime(5_000);
  const counts = payloads('reactions').map(({ counts: each }) => each['👏'] ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3_000);
  expect(counts.length).toBeLessThanOrEqual(4);
});

test('hands are told to the stage only: the first by name, and how many there are', () => {
  const hands = new Hands(channel);
  for (let i = 0; i < LIMITS.handsListed + 10; i++) {
    hands.raise(person(`p${i}`));
  }
  jest.advanceTimersByTime(1_000);
  expect(told.map(({ to }) => to)).toEqual(['stage']);
  expect(payloads('handsChanged')[0]).toMatchObject({ total: LIMITS.handsListed + 10 });
  expect(payloads('handsChanged')[0]?.hands).toHaveLength(LIMITS.handsListed);
});
