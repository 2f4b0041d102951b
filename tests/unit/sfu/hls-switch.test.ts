import { beforeEach, expect, jest, test } from '@jest/globals';
import { CallError, type HlsStatus, type Notification } from '@plenary/protocol';
import type { FanoutTrack } from '../../../apps/sfu/src/rooms/fanout.ts';
import { Hls } from '../../../apps/sfu/src/rooms/hls.ts';
import type { LiveOutput, Programme } from '../../../apps/sfu/src/rooms/ports.ts';

const camera = (peerId: string): FanoutTrack =>
  ({ producerId: `${peerId}-camera`, peerId, source: 'camera', paused: false, retiring: false });

class FakeOutput implements LiveOutput {
  status: HlsStatus = { status: 'starting' };
  shown: Programme | null = null;
  closed = 0;
  show(programme: Programme): void {
    this.shown = programme;
  }
  async close(): Promise<void> {
    this.closed++;
  }
}

let tracks: FanoutTrack[];
let order: string[];
let outputs: FakeOutput[];
let told: Notification[];
let wanted: [string, number][];
let changed: (status: HlsStatus) => void;
let opening: () => Promise<void>;
let hls: Hls;

beforeEach(() => {
  [tracks, order, outputs, told, wanted] = [[camera('ann'), camera('bob')], ['ann'], [], [], []];
  opening = async () => undefined;
  hls = new Hls({
    media: {
      async openHls(listener) {
        await opening();
        changed = listener;
        const output = new FakeOutput();
        outputs.push(output);
        return output;
      },
    },
    channel: { broadcast: (_to, notification) => void told.push(notification) },
    tracks: () => tracks,
    speakerOrder: () => order,
    layerWanted: (producerId, layer) => void wanted.push([producerId, layer]),
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const shown = (): string | undefined => outputs.at(-1)?.shown?.video?.producerId;

test('is opened once, shows what is published, wants its largest layer, and tells everyone', async () => {
  expect(await Promise.all([hls.start(), hls.start()])).toEqual([{ status: 'starting' }, { status: 'starting' }]);
  expect(await hls.start()).toEqual({ status: 'starting' });
  expect(outputs.length).toBe(1);
  expect(shown()).toBe('ann-camera');
  expect(wanted).toEqual([['ann-camera', 2]]);
  changed({ status: 'live' });
  expect(told.map(({ name }) => name)).toEqual(['hlsChanged', 'hlsChanged']);
});

test('goes to another speaker after a while, and at once when the picture is gone', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  try {
    await hls.start();
    order = ['bob', 'ann'];
    hls.update();
    await turn();
    expect(shown()).toBe('ann-camera');
    jest.advanceTimersByTime(1_000);
    // Only a word: the one before speaks again.
    order = ['ann', 'bob'];
    hls.update();
    await turn();
    jest.advanceTimersByTime(5_000);
    expect(shown()).toBe('ann-camera');
    order = ['bob', 'ann'];
    hls.update();
    await turn();
    jest.advanceTimersByTime(1_500);
    expect(shown()).toBe('bob-camera');
    tracks = [camera('ann')];
    hls.update();
    await turn();
    expect(shown()).toBe('ann-camera');
    expect(wanted).toEqual([['ann-camera', 2], ['ann-camera', -1], ['bob-camera', 2], ['bob-camera', -1], ['ann-camera', 2]]);
  } finally {
    jest.useRealTimers();
  }
});

test('stopped while it is being opened, it is closed, and can be opened again', async () => {
  const gate = Promise.withResolvers<void>();
  opening = () => gate.promise;
  const starting = hls.start();
  const stopping = hls.stop();
  gate.resolve();
  await Promise.all([starting, stopping]);
  expect(hls.status).toBeNull();
  expect(outputs[0]?.closed).toBe(1);
  await hls.start();
  expect(outputs.length).toBe(2);
});

test('one that failed is begun anew', async () => {
  await hls.start();
  (outputs[0] as FakeOutput).status = { status: 'failed', reason: 'no ffmpeg' };
  expect(await hls.start()).toEqual({ status: 'starting' });
  expect(outputs.map(({ closed }) => closed)).toEqual([1, 0]);
});

test('the room’s end while it is being opened leaves none behind', async () => {
  const gate = Promise.withResolvers<void>();
  opening = () => gate.promise;
  const starting = hls.start();
  hls.close();
  gate.resolve();
  await expect(starting).rejects.toThrow(CallError);
  expect(outputs[0]?.closed).toBe(1);
});
