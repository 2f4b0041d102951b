import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { SilenceWatch } from '../../../packages/client/src/silence-watch.ts';

let socket: {
  connected: boolean;
  heardAt: number;
  asked: number;
  cuts: number;
  /** Whether the server answers over the socket, and whether over others. */
  answers: boolean;
  reached: boolean;
};
let watch: SilenceWatch;

beforeEach(() => {
  jest.useFakeTimers();
  socket = { connected: true, heardAt: performance.now(), asked: 0, cuts: 0, answers: true, reached: true };
  watch = new SilenceWatch(Object.assign(socket, {
    request: async (_name: string, _input: object, timeoutMs = 0) => {
      socket.asked++;
      await wait(socket.answers ? 50 : timeoutMs);
      if (!socket.answers) {
        throw new Error('TIMEOUT');
      }
      socket.heardAt = performance.now();
    },
    isServerReached: async (timeoutMs: number) => {
      await wait(socket.reached ? 50 : timeoutMs);
      return socket.reached;
    },
    cut: () => {
      socket.cuts++;
      socket.connected = false;
    },
  }) as never);
});

afterEach(() => {
  watch.stop();
  jest.useRealTimers();
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const pass = async (ms: number): Promise<void> => void (await jest.advanceTimersByTimeAsync(ms));

test('a socket that answers is kept, and asked only when it has been silent', async () => {
  watch.start();
  for (let i = 0; i < 20; i++) {
    await pass(1_000);
    socket.heardAt = performance.now();
  }
  expect(socket.asked).toBe(0);
  await pass(20_000);
  expect(socket.asked).toBeGreaterThan(2);
  expect(socket.cuts).toBe(0);
});

test('one that has gone dead is given up within 8 s, once', async () => {
  watch.start();
  socket.answers = false;
  await pass(8_000);
  expect(socket.cuts).toBe(1);
  await pass(30_000);
  expect([socket.cuts, socket.asked]).toEqual([1, 1]);
});

test('it is kept where the server can’t be reached otherwise either', async () => {
  watch.start();
  Object.assign(socket, { answers: false, reached: false });
  await pass(60_000);
  expect(socket.cuts).toBe(0);
  socket.reached = true;
  await pass(10_000);
  expect(socket.cuts).toBe(1);
});

test('whatever is heard in the meantime saves it: what waited while the page was asleep, say', async () => {
  watch.start();
  socket.answers = false;
  // A page that was frozen for a minute: its timers come late, and what had arrived comes with them.
  jest.setSystemTime(Date.now() + 60_000);
  await pass(6_020);
  socket.heardAt = performance.now();
  await pass(1_000);
  expect(socket.cuts).toBe(0);
});

test('nobody is asked after the stay, nor while there is no connection', async () => {
  socket.answers = false;
  socket.connected = false;
  watch.start();
  await pass(10_000);
  socket.connected = true;
  watch.stop();
  await pass(10_000);
  expect([socket.asked, socket.cuts]).toEqual([0, 0]);
});
