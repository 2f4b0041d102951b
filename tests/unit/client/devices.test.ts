import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LocalMedia } from '../../../packages/client/src/local-media.ts';
import { defaultMic, device, FakeDevices } from '../../support/fake-devices.ts';

let devices: FakeDevices;
let media: LocalMedia;

const pass = async (ms: number): Promise<void> => await jest.advanceTimersByTimeAsync(ms);
const ids = (): (string | null)[] => devices.opened.map(({ deviceId }) => deviceId);
const mic = (): string => media.state.tracks.mic.status;

beforeEach(() => {
  jest.useFakeTimers();
  devices = new FakeDevices({
    mic: [defaultMic('Laptop'), device('laptop'), device('headset')],
    camera: [device('webcam')],
    speaker: [device('default'), device('headset')],
  });
  media = new LocalMedia(devices.capture);
});

afterEach(() => {
  media.dispose();
  jest.useRealTimers();
});

describe('a chosen device', () => {
  test('gives way to the default one when it is unplugged, and is returned to when it is back', async () => {
    await media.selectDevice('mic', 'headset');
    await media.setMic(true);
    devices.last.remoteStop();
    devices.change({ mic: [defaultMic('Laptop'), device('laptop')] });
    await pass(0);
    expect(media.state.selected.mic).toBeNull();
    expect(mic()).toBe('on');
    expect(media.track('mic')).toBe(devices.last);
    devices.change({ mic: [defaultMic('Laptop'), device('laptop'), device('headset')] });
    await pass(0);
    expect(ids().at(-1)).toBe('headset');
    expect(media.state.selected.mic).toBe('headset');
    expect(devices.opened.filter(({ track }) => track.readyState === 'live')).toHaveLength(1);
  });

  test('that is gone while the microphone is off is not asked for', async () => {
    await media.refreshDevices();
    await media.selectDevice('mic', 'headset');
    devices.change({ mic: [defaultMic('Laptop'), device('laptop')] });
    await pass(0);
    await media.setMic(true);
    expect(ids()).toEqual([null]);
    expect(mic()).toBe('on');
  });

  test('which can’t be opened when it is back leaves the one in use as it is', async () => {
    await media.selectDevice('mic', 'headset');
    await media.setMic(true);
    devices.last.remoteStop();
    devices.change({ mic: [defaultMic('Laptop')] });
    await pass(0);
    const open = media.track('mic');
    devices.failure = 'missing';
    devices.change({ mic: [defaultMic('Laptop'), device('headset')] });
    await pass(0);
    expect(media.track('mic')).toBe(open);
    expect(open?.readyState).toBe('live');
    expect(mic()).toBe('on');
  });

  test('headphones that are unplugged give way to the default loudspeaker until they are back', async () => {
    await media.refreshDevices();
    await media.selectDevice('speaker', 'headset');
    devices.change({ speaker: [device('default')] });
    await pass(0);
    expect(media.state.selected.speaker).toBeNull();
    devices.change({ speaker: [device('default'), device('headset')] });
    await pass(0);
    expect(media.state.selected.speaker).toBe('headset');
  });
});

describe('the system’s default microphone', () => {
  test('is followed when it changes, without a moment in which none is open', async () => {
    await media.setMic(true);
    const states: string[] = [];
    media.subscribe(() => states.push(`${mic()} ${media.track('mic')?.readyState}`));
    devices.change({ mic: [defaultMic('Headset'), device('laptop'), device('headset')] });
    await pass(0);
    expect(ids()).toEqual([null, null]);
    expect(media.track('mic')).toBe(devices.last);
    expect(new Set(states)).toEqual(new Set(['on live']));
    expect(devices.opened[0]?.track.readyState).toBe('ended');
  });

  test('stays muted when it was', async () => {
    await media.setMic(true);
    await media.setMic(false);
    devices.change({ mic: [defaultMic('Headset')] });
    await pass(0);
    expect(ids()).toEqual([null, null]);
    expect(devices.last.enabled).toBe(false);
    expect(mic()).toBe('off');
  });

  test('is not opened anew for names that come with permission, or for another device', async () => {
    devices.lists = { ...devices.lists, mic: [{ deviceId: 'default', label: '', groupId: '' }] };
    await media.refreshDevices();
    await media.setMic(true);
    devices.change({ mic: [defaultMic('Laptop'), device('laptop')] });
    await pass(0);
    devices.change({ mic: [defaultMic('Laptop'), device('laptop'), device('usb')] });
    await pass(0);
    expect(ids()).toEqual([null]);
  });
});

describe('a device that the system takes', () => {
  test('counts as interrupted after two seconds, and goes on by itself', async () => {
    await media.setMic(true);
    devices.last.remoteMute();
    await pass(1_900);
    expect(mic()).toBe('on');
    await pass(200);
    expect(mic()).toBe('interrupted');
    devices.last.remoteUnmute();
    expect(mic()).toBe('on');
    expect(ids()).toEqual([null]);
  });

  test('for less says nothing', async () => {
    await media.setMic(true);
    devices.last.remoteMute();
    await pass(1_500);
    devices.last.remoteUnmute();
    await pass(5_000);
    expect(mic()).toBe('on');
  });

  test.each(['mic', 'camera'] as const)('is opened anew when the person is back and it still gives nothing: %s', async (source) => {
    await (source === 'mic' ? media.setMic(true) : media.setCamera(true));
    devices.last.remoteMute();
    await pass(3_000);
    expect(media.state.tracks[source].status).toBe('interrupted');
    devices.comeBack();
    await pass(900);
    expect(ids()).toEqual([null]);
    await pass(200);
    expect(ids()).toEqual([null, null]);
    expect(media.state.tracks[source].status).toBe('on');
  });

  test('is left as it is when it gives something again by itself, or is off', async () => {
    await media.setMic(true);
    devices.last.remoteMute();
    await pass(3_000);
    devices.comeBack();
    devices.last.remoteUnmute();
    await pass(2_000);
    await media.setMic(false);
    devices.last.remoteMute();
    devices.comeBack();
    await pass(5_000);
    expect(ids()).toEqual([null]);
    expect(mic()).toBe('off');
    await media.setMic(true);
    expect(mic()).toBe('interrupted');
  });

  test('can be tried again, and be turned off, by the person', async () => {
    await media.setMic(true);
    devices.last.remoteMute();
    await pass(3_000);
    await media.setMic(true);
    expect(ids()).toEqual([null, null]);
    expect(mic()).toBe('on');
    devices.last.remoteMute();
    await pass(3_000);
    await media.setMic(false);
    expect(mic()).toBe('off');
    devices.last.remoteUnmute();
    expect(mic()).toBe('off');
    expect(devices.last.enabled).toBe(false);
  });
});

describe('a device that ends by itself', () => {
  test('with no other in its place is used again as soon as there is one', async () => {
    await media.setMic(true);
    devices.failure = 'missing';
    devices.last.remoteStop();
    devices.change({ mic: [] });
    await pass(0);
    expect(media.state.tracks.mic).toEqual({ status: 'failed', failure: 'missing' });
    devices.failure = null;
    devices.change({ mic: [defaultMic('USB'), device('usb')] });
    await pass(0);
    expect(mic()).toBe('on');
  });

  test('is not opened again and again', async () => {
    await media.setMic(true);
    for (let i = 0; i < 5; i++) {
      devices.last.remoteStop();
      await pass(10);
    }
    expect(ids()).toHaveLength(2);
    expect(media.state.tracks.mic).toEqual({ status: 'failed', failure: 'unknown' });
  });

  test('is not asked for by itself where nothing was lost', async () => {
    devices.failure = 'denied';
    await media.setMic(true);
    devices.failure = null;
    devices.change({ mic: [device('usb')] });
    devices.comeBack();
    await pass(5_000);
    expect(devices.opened).toEqual([]);
    expect(media.state.tracks.mic).toEqual({ status: 'failed', failure: 'denied' });
  });
});
