import { describe, expect, test } from '@jest/globals';
import { randomBytes, type Bytes } from '../../../../packages/client/src/e2ee/bytes.ts';
import { newChainKey } from '../../../../packages/client/src/e2ee/chain-key.ts';
import { FrameWorker, type EncodedFrame } from '../../../../packages/client/src/e2ee/frame-worker.ts';
import { until } from '../../../support/until.ts';
import type { FrameRoute, FromWorker } from '../../../../packages/client/src/e2ee/worker-messages.ts';

const SENDS: FrameRoute = { direction: 'send', source: 'camera', mimeType: 'video/VP8' };
const RECEIVES: FrameRoute = { direction: 'receive', source: 'camera', peerId: 'ann' };
const KEY = newChainKey(0);

const frame = (data: Bytes, type: 'key' | 'delta' = 'delta', mimeType?: string): EncodedFrame =>
  ({ data: data.buffer, type, getMetadata: () => (mimeType === undefined ? {} : { mimeType }) });

/** What an encoder makes. By chance its end could look like that of an encrypted frame; this one's never does. */
function inTheClear(): Bytes {
  const data = randomBytes(50);
  data[data.length - 1] = 0xff;
  return data;
}

/** Sends frames through a worker, and gives what comes out when they are through. */
async function through(worker: FrameWorker, route: FrameRoute, frames: EncodedFrame[], askForKeyFrame?: () => void): Promise<Bytes[]> {
  const out: Bytes[] = [];
  const done = Promise.withResolvers<void>();
  const readable = new ReadableStream<EncodedFrame>({
    start(controller) {
      frames.forEach((one) => controller.enqueue(one));
      controller.close();
    },
  });
  const writable = new WritableStream<EncodedFrame>({
    write: ({ data }) => void out.push(new Uint8Array(data)),
    close: () => done.resolve(),
  });
  worker.pipe(route, readable as ReadableStream, writable as WritableStream, askForKeyFrame);
  await done.promise;
  return out;
}

function sender(): FrameWorker {
  const worker = new FrameWorker(() => undefined);
  worker.told({ name: 'useKey', key: KEY });
  return worker;
}

function receiver(): { worker: FrameWorker; told: FromWorker[] } {
  const told: FromWorker[] = [];
  return { worker: new FrameWorker((message) => void told.push(message)), told };
}

describe('the worker', () => {
  test('takes frames from one end to the other, with the beginning of VP8 in the clear', async () => {
    const [key, delta] = [randomBytes(400), randomBytes(90)];
    const sealed = await through(sender(), SENDS, [frame(key, 'key'), frame(delta)]);
    expect(sealed.map((data) => data.length > 100)).toEqual([true, true]);
    expect(sealed[0]?.slice(0, 10)).toEqual(key.slice(0, 10));
    expect(sealed[1]?.slice(0, 3)).toEqual(delta.slice(0, 3));
    expect(sealed[1]?.slice(3, 10)).not.toEqual(delta.slice(3, 10));
    const { worker } = receiver();
    worker.told({ name: 'peerKey', peerId: 'ann', key: KEY });
    expect(await through(worker, RECEIVES, sealed.map((data) => frame(data)))).toEqual([key, delta]);
  });

  test('sends nothing without a key, nor in a codec that can’t be encrypted', async () => {
    expect(await through(new FrameWorker(() => undefined), SENDS, [frame(randomBytes(50))])).toEqual([]);
    expect(await through(sender(), SENDS, [frame(randomBytes(50), 'key', 'video/H264')])).toEqual([]);
    expect(await through(sender(), { ...SENDS, mimeType: '' }, [frame(randomBytes(50), 'key')])).toEqual([]);
  });

  test('holds frames for a key that is on its way, and asks for it', async () => {
    const frames = [randomBytes(50), randomBytes(50)];
    const sealed = await through(sender(), SENDS, frames.map((data) => frame(data)));
    const { worker, told } = receiver();
    const opened = through(worker, RECEIVES, sealed.map((data) => frame(data)));
    await until('it is asked for', () => told.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(told).toEqual([{ name: 'missing', peerId: 'ann' }]);
    worker.told({ name: 'peerKey', peerId: 'ann', key: KEY });
    expect(await opened).toEqual(frames);
  });

  test('lets nothing through in the clear, and tells when nothing of somebody’s can be read, and when it can again', async () => {
    const { worker, told } = receiver();
    worker.told({ name: 'peerKey', peerId: 'ann', key: KEY });
    expect(await through(worker, RECEIVES, [frame(inTheClear()), frame(inTheClear())])).toEqual([]);
    expect(told).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await through(worker, RECEIVES, [frame(inTheClear())])).toEqual([]);
    expect(told).toEqual([{ name: 'readable', peerId: 'ann', readable: false }]);
    const sealed = await through(sender(), SENDS, [frame(randomBytes(50))]);
    expect(await through(worker, RECEIVES, sealed.map((data) => frame(data)))).toHaveLength(1);
    expect(told.at(-1)).toEqual({ name: 'readable', peerId: 'ann', readable: true });
  });

  test('asks for a key frame where one was lost before a frame that builds on it', async () => {
    const sealed = await through(sender(), SENDS, [randomBytes(50), randomBytes(50)].map((data) => frame(data)));
    const { worker } = receiver();
    worker.told({ name: 'peerKey', peerId: 'ann', key: KEY });
    let asked = 0;
    await through(worker, RECEIVES, [randomBytes(50), ...sealed].map((data) => frame(data)), () => void asked++);
    expect(asked).toBe(1);
  });

  test('can’t read somebody who came anew with the keys of before', async () => {
    const sealed = await through(sender(), SENDS, [frame(randomBytes(50))]);
    const { worker, told } = receiver();
    worker.told({ name: 'peerKey', peerId: 'ann', key: KEY });
    worker.told({ name: 'forgetPeer', peerId: 'ann' });
    expect(await through(worker, RECEIVES, sealed.map((data) => frame(data)))).toEqual([]);
    expect(told[0]).toEqual({ name: 'missing', peerId: 'ann' });
  });
});
