import { beforeEach, expect, test } from '@jest/globals';
import { CallError, type HlsStatus, type Notification } from '@plenary/protocol';
import { Hls } from '../../../apps/sfu/src/rooms/hls.ts';
import type { LiveOutput, ProgrammeTracks, TrackRef } from '../../../apps/sfu/src/rooms/ports.ts';

const camera = (peerId: string): TrackRef => ({ producerId: `${peerId}-camera`, peerId, source: 'camera' });

class FakeOutput implements LiveOutput {
  status: HlsStatus = { status: 'starting' };
  shown: ProgrammeTracks | null = null;
  closed = 0;
  show(programme: ProgrammeTracks): void {
    this.shown = programme;
  }
  async close(): Promise<void> {
    this.closed++;
  }
}

let outputs: FakeOutput[];
let told: Notification[];
/** What is on air of it, each time that the programme was handed over. */
let onAir: string[];
let changed: (status: HlsStatus) => void;
let opening: () => Promise<void>;
let hls: Hls;

beforeEach(() => {
  [outputs, told, onAir] = [[], [], []];
  opening = async () => undefined;
  hls = new Hls({
    check: () => undefined,
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
    changed: () => void onAir.push(hls.show({ video: [camera('ann'), camera('bob')], audio: [] }).join()),
  });
});

test('is opened once, is handed the programme, and tells everyone', async () => {
  expect(await Promise.all([hls.start(), hls.start()])).toEqual([{ status: 'starting' }, { status: 'starting' }]);
  expect(await hls.start()).toEqual({ status: 'starting' });
  expect(outputs.length).toBe(1);
  expect(outputs[0]?.shown?.video).toHaveLength(2);
  expect(onAir).toEqual(['ann-camera']);
  changed({ status: 'live' });
  expect(told.map(({ name }) => name)).toEqual(['hlsChanged', 'hlsChanged']);
});

test('once it is off nothing of it is on air', async () => {
  await hls.start();
  await hls.stop();
  expect(onAir).toEqual(['ann-camera', '']);
  expect(hls.show({ video: [camera('bob')], audio: [] })).toEqual([]);
  expect(outputs[0]?.shown?.video[0]?.peerId).toBe('ann');
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
