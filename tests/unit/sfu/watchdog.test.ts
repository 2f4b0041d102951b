import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { CpuShare } from '../../../apps/sfu/src/media/cpu-share.ts';
import { watch } from '../../../apps/sfu/src/media/watchdog.ts';

let answers: boolean;
let asked: number;
let silences: number;
let isBusy: boolean;
let isJammed: boolean;
let share: CpuShare | null;
let observer: EventEmitter;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  answers = true;
  asked = 0;
  silences = 0;
  isBusy = false;
  isJammed = false;
  share = null;
  observer = new EventEmitter();
  const getResourceUsage = (): Promise<never> => {
    asked++;
    if (isJammed) {
      return Promise.reject(new TypeError('object serialization must not be nested'));
    }
    return answers ? Promise.resolve({} as never) : new Promise(() => undefined);
  };
  const worker = { pid: 1, getResourceUsage, observer, closed: false } as unknown as Parameters<typeof watch>[0];
  watch(worker, () => isBusy, () => void silences++, () => share);
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the watchdog', () => {
  test('leaves a worker alone that answers, and asks it once a second', async () => {
    await jest.advanceTimersByTimeAsync(60_000);
    expect(silences).toBe(0);
    expect(asked).toBe(60);
  });

  test.each([[true, 1_810], [false, 2_500]])('gives up a worker that stops, once (busy: %s), within %s ms', async (busy, mostMs) => {
    isBusy = busy;
    await jest.advanceTimersByTimeAsync(5_001);
    answers = false;
    await jest.advanceTimersByTimeAsync(1_350);
    expect(silences).toBe(0);
    await jest.advanceTimersByTimeAsync(mostMs - 1_350);
    expect(silences).toBe(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(silences).toBe(1);
  });

  test('waits for a worker that gets no core, but not for ever', async () => {
    isBusy = true;
    await jest.advanceTimersByTimeAsync(5_001);
    answers = false;
    share = { state: 'R', ranMs: 100, waitedMs: 100 };
    await jest.advanceTimersByTimeAsync(9_000);
    expect(silences).toBe(0);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(silences).toBe(1);
  });

  test('gives up a worker soon that is stopped, however busy the machine is', async () => {
    isBusy = true;
    await jest.advanceTimersByTimeAsync(5_001);
    answers = false;
    share = { state: 'T', ranMs: 100, waitedMs: 100 };
    await jest.advanceTimersByTimeAsync(1_810);
    expect(silences).toBe(1);
  });

  test('gives up a worker at the first question that can’t be asked', async () => {
    isBusy = true;
    await jest.advanceTimersByTimeAsync(5_001);
    isJammed = true;
    await jest.advanceTimersByTimeAsync(510);
    expect(silences).toBe(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(silences).toBe(1);
  });

  test('does not judge by answers that it could not read while its own process was held up', async () => {
    let answer = (): void => undefined;
    observer.emit('close');
    const slow = { observer, closed: false, getResourceUsage: () => new Promise<never>((resolve) => (answer = resolve as () => void)) };
    let gone = 0;
    watch(slow as unknown as Parameters<typeof watch>[0], () => false, () => void gone++);
    await jest.advanceTimersByTimeAsync(1_000);
    // The clock goes on without a timer being run, as when a long task holds the event loop.
    const clock = performance.now.bind(performance);
    const held = jest.spyOn(performance, 'now').mockImplementation(() => clock() + 5_000);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(gone).toBe(0);
    answer();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(gone).toBe(0);
    held.mockRestore();
  });

  test('ends with the worker', async () => {
    answers = false;
    await jest.advanceTimersByTimeAsync(1_100);
    observer.emit('close');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(silences).toBe(0);
  });
});
