import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { limitFrames } from '../../../../apps/sfu/src/signaling/limits/frame-limits.ts';
import type { RawSocket } from '../../../../apps/sfu/src/signaling/limits/raw-socket.ts';
import { SocketWatch } from '../../../../apps/sfu/src/signaling/limits/socket-watch.ts';
import { TokenBucket } from '../../../../apps/sfu/src/signaling/limits/token-bucket.ts';

class FakeSocket extends EventEmitter {
  readonly id = 'socket';
  readonly readyState = 'open';
  writeBuffer: { data?: unknown }[] = [];
  readonly transport = { writable: true, socket: { bufferedAmount: 0, pause: () => undefined, terminate: () => undefined } };
  readonly send = () => undefined;
  readonly close = () => undefined;
}

const fake = (): FakeSocket & RawSocket => new FakeSocket() as FakeSocket & RawSocket;

describe('a token bucket', () => {
  test('gives what it holds at once, and fills evenly', () => {
    const bucket = new TokenBucket(10, 10, 0);
    expect(Array.from({ length: 11 }, () => bucket.take(1, 0)).filter(Boolean)).toHaveLength(10);
    expect([bucket.take(2, 1_000), bucket.take(1, 1_000), bucket.take(1, 1_000)]).toEqual([false, true, false]);
    expect([bucket.take(10, 60_000), bucket.take(1, 60_000)]).toEqual([true, false]);
  });
});

describe('frames', () => {
  const exceededAt = (size: number, factor: number): number | null => {
    const socket = fake();
    let sent = 0;
    let at: number | null = null;
    limitFrames(socket, factor, () => (at = sent));
    for (sent = 1; sent <= 2_000; sent++) {
      socket.emit('packet', { type: 'message', data: 'x'.repeat(size) });
    }
    return at;
  };

  test('are bounded by number, by bytes, and by the factor', () => {
    expect(exceededAt(10, 1)).toBe(201);
    expect(exceededAt(50_000, 1)).toBe(21);
    expect(exceededAt(10, 10_000)).toBeNull();
  });
});

describe('the watch over connections', () => {
  let watch: SocketWatch;
  let neglected: string[];
  beforeEach(() => {
    jest.useFakeTimers();
    neglected = [];
    watch = new SocketWatch(60, (_socket, how) => void neglected.push(how));
  });
  afterEach(() => {
    watch.close();
    jest.useRealTimers();
  });

  test('gives up a reader with more than 1 MB before it, in the system or here', () => {
    const [inSystem, here] = [fake(), fake()];
    [inSystem, here].forEach((socket) => watch.add(socket, () => true));
    inSystem.transport.socket.bufferedAmount = 1_000_000;
    jest.advanceTimersByTime(1_000);
    expect(neglected).toEqual([]);
    inSystem.transport.socket.bufferedAmount = 1_000_001;
    here.writeBuffer = Array.from({ length: 11 }, () => ({ data: 'x'.repeat(100_000) }));
    jest.advanceTimersByTime(1_000);
    expect(neglected).toEqual(['slowReader', 'slowReader']);
  });

  test('gives up a reader that takes nothing for 10 s, however little waits', () => {
    const [stuck, slow] = [fake(), fake()];
    [stuck, slow].forEach((socket) => {
      watch.add(socket, () => true);
      socket.transport.writable = false;
    });
    for (let second = 0; second < 9 && neglected.length === 0; second++) {
      // The slow one takes what it is sent, and is sent the next.
      slow.emit('drain');
      jest.advanceTimersByTime(1_000);
    }
    expect(neglected).toEqual(['slowReader']);
  });

  test('gives up one whose socket holds what went past the transport for that long', () => {
    const stuck = fake();
    watch.add(stuck, () => true);
    stuck.transport.socket.bufferedAmount = 1;
    jest.advanceTimersByTime(8_000);
    expect(neglected).toEqual(['slowReader']);
  });

  test('gives up who came for nothing, and nobody who stands in a room', () => {
    const [idle, joined] = [fake(), fake()];
    watch.add(idle, () => false);
    watch.add(joined, () => true);
    jest.advanceTimersByTime(60_000);
    expect(neglected).toEqual([]);
    jest.advanceTimersByTime(2_000);
    expect(new Set(neglected)).toEqual(new Set(['idle']));
  });

  test('forgets those that close', () => {
    const socket = fake();
    watch.add(socket, () => false);
    socket.emit('close');
    expect(watch.size).toBe(0);
  });
});
