import { sizeOf, type RawSocket } from './raw-socket.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * What one connection may send before anything of it is parsed, pings and refused requests included: so much at once,
 * and so much again in as many seconds. Over time that is well above what `MessageRates` answers `RATE_LIMITED` to:
 * whoever reaches it has gone on against that for a while.
 */
const FRAMES = { size: 200, seconds: 4 };
const BYTES = { size: 1_000_000, seconds: 5 };

/** Watches what a connection sends. @param exceeded told once, at the first frame too many */
export function limitFrames(socket: RawSocket, factor: number, exceeded: () => void): void {
  const start = performance.now();
  const frames = new TokenBucket(FRAMES.size * factor, FRAMES.seconds, start);
  const bytes = new TokenBucket(BYTES.size * factor, BYTES.seconds, start);
  let over = false;
  socket.on('packet', ({ data }) => {
    const now = performance.now();
    if (!over && !(frames.take(1, now) && bytes.take(sizeOf(data), now))) {
      over = true;
      exceeded();
    }
  });
}
