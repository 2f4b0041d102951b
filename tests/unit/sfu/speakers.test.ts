import { describe, expect, test } from '@jest/globals';
import { Loudest } from '../../../apps/sfu/src/rooms/loudest.ts';
import { Speakers } from '../../../apps/sfu/src/rooms/speakers.ts';
import { SpeakerOrder } from '../../../apps/sfu/src/rooms/speaker-order.ts';

const voices = (...ids: string[]) => ids.map((peerId, i) => ({ peerId, level: -20 - i }));

describe('the loudest', () => {
  test('take free places at once', () => {
    const loudest = new Loudest(2);
    expect(loudest.heard(voices('a'), 0)).toBe(true);
    expect(loudest.heard(voices('a', 'b'), 10)).toBe(true);
    expect([...loudest.ids]).toEqual(['a', 'b']);
    expect(loudest.heard(voices('b', 'a'), 20)).toBe(false);
  });

  test('keep their places while they speak, however loud another is', () => {
    const loudest = new Loudest(2);
    for (let now = 0; now < 20_000; now += 300) {
      loudest.heard(voices('c', 'a', 'b'), now);
      if (now === 0) {
        expect([...loudest.ids]).toEqual(['c', 'a']);
      }
    }
    expect([...loudest.ids]).toEqual(['c', 'a']);
  });

  test('keep them over a pause between words', () => {
    const loudest = new Loudest(1);
    loudest.heard(voices('a'), 0);
    expect(loudest.heard(voices('b'), 1_500)).toBe(false);
    expect(loudest.has('a')).toBe(true);
  });

  test('lose their places, the longest silent first, when there come to be fewer, and take new ones', () => {
    const loudest = new Loudest(3);
    loudest.heard(voices('a', 'b', 'c'), 0);
    loudest.heard(voices('c', 'a'), 500);
    loudest.resize(2);
    expect([...loudest.ids].sort()).toEqual(['a', 'c']);
    expect(loudest.heard(voices('c', 'a', 'b'), 600)).toBe(false);
    loudest.resize(3);
    expect(loudest.heard(voices('c', 'a', 'b'), 700)).toBe(true);
    expect([...loudest.ids].sort()).toEqual(['a', 'b', 'c']);
  });

  test('give them to another after a longer silence, the longest silent first', () => {
    const loudest = new Loudest(2);
    loudest.heard(voices('a'), 0);
    loudest.heard(voices('b'), 1_000);
    expect(loudest.heard(voices('c'), 2_600)).toBe(true);
    expect([...loudest.ids].sort()).toEqual(['b', 'c']);
  });

  test('who leaves frees the place', () => {
    const loudest = new Loudest(1);
    loudest.heard(voices('a'), 0);
    loudest.remove('a');
    expect(loudest.heard(voices('b'), 1)).toBe(true);
  });
});

test('the speaker order brings those who speak to the front and keeps the rest', () => {
  const order = new SpeakerOrder();
  order.heard(voices('a'));
  order.heard(voices('b'));
  order.heard([]);
  expect(order.ids).toEqual(['b', 'a']);
  order.heard(voices('c', 'a'));
  expect(order.ids).toEqual(['c', 'a', 'b']);
  // Two who speak at once don't change places with every breath.
  order.heard(voices('a', 'c'));
  expect(order.ids).toEqual(['c', 'a', 'b']);
  order.remove('c');
  expect(order.ids).toEqual(['a', 'b']);
});

test('who speaks is told when somebody begins or stops, and the order of several at most once a second', () => {
  const told: string[][] = [];
  const speakers = new Speakers({
    loudest: 3,
    changed: (now) => void told.push(now.map(({ peerId }) => peerId)),
    orderChanged: () => undefined,
  });
  speakers.heard(voices('a', 'b'), 0);
  for (let now = 300; now < 1_000; now += 300) {
    speakers.heard(voices('b', 'a'), now);
    speakers.heard(voices('a', 'b'), now + 100);
  }
  expect(told).toEqual([['a', 'b']]);
  speakers.heard(voices('b', 'a'), 1_200);
  expect(told.at(-1)).toEqual(['b', 'a']);
  speakers.heard(voices('b'), 1_300);
  speakers.heard([], 1_400);
  speakers.heard([], 1_700);
  expect(told.slice(2)).toEqual([['b'], []]);
});
