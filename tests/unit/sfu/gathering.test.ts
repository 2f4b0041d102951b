import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Gathering } from '../../../apps/sfu/src/gathering.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Which of those who arrived may begin by now. */
function arrivals(gathering: Gathering, count: number): boolean[] {
  const begun: boolean[] = [];
  for (let i = 0; i < count; i++) {
    begun[i] = false;
    void gathering.arrive().then(() => (begun[i] = true));
  }
  return begun;
}

describe('a gathering', () => {
  test('begins as soon as all are there', async () => {
    const begun = arrivals(new Gathering(3, 250), 3);
    await jest.advanceTimersByTimeAsync(0);
    expect(begun).toEqual([true, true, true]);
  });

  test('waits for those who are missing, but not for long', async () => {
    const begun = arrivals(new Gathering(3, 250), 2);
    await jest.advanceTimersByTimeAsync(200);
    expect(begun).toEqual([false, false]);
    await jest.advanceTimersByTimeAsync(100);
    expect(begun).toEqual([true, true]);
  });

  test('lets whoever comes late begin at once', async () => {
    const gathering = new Gathering(2, 250);
    arrivals(gathering, 1);
    await jest.advanceTimersByTimeAsync(300);
    const late = arrivals(gathering, 1);
    await jest.advanceTimersByTimeAsync(0);
    expect(late).toEqual([true]);
  });
});
