import { describe, expect, test } from '@jest/globals';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { captureFailure } from '../../../packages/client/src/capture.ts';
import { CaptureError, type Capture } from '../../../packages/client/src/index.ts';
import { LocalMedia } from '../../../packages/client/src/local-media.ts';
import { fakeCapture } from '../../support/caller.ts';
import { until } from '../../support/until.ts';

function local(parts: Partial<Capture> = {}): LocalMedia {
  return new LocalMedia({ ...fakeCapture(), ...parts });
}

/** A capture whose devices open when the test says so. */
function slow(): { capture: Partial<Capture>; open: () => FakeMediaStreamTrack; opened: FakeMediaStreamTrack[] } {
  const waiting: ((track: FakeMediaStreamTrack) => void)[] = [];
  const opened: FakeMediaStreamTrack[] = [];
  const wait = (): Promise<MediaStreamTrack> => new Promise((resolve) => waiting.push(resolve));
  return {
    capture: { mic: wait, camera: wait },
    opened,
    open() {
      const track = new FakeMediaStreamTrack({ kind: 'video' });
      opened.push(track);
      waiting.shift()?.(track);
      return track;
    },
  };
}

describe('local media', () => {
  test('a muted mic stays open, a camera that is off does not', async () => {
    const media = local();
    await media.setMic(true);
    await media.setCamera(true);
    const [mic, camera] = [media.track('mic'), media.track('camera')];
    await media.setMic(false);
    await media.setCamera(false);
    expect(media.track('mic')).toBe(mic);
    expect(mic?.enabled).toBe(false);
    expect(media.track('camera')).toBeNull();
    expect(camera?.readyState).toBe('ended');
    await media.setMic(true);
    expect(media.track('mic')).toBe(mic);
    expect(mic?.enabled).toBe(true);
  });

  test('a camera turned off while it opens is closed as soon as it is open', async () => {
    const { capture, open } = slow();
    const media = local(capture);
    const on = media.setCamera(true);
    await until('asked for', () => media.state.tracks.camera.status === 'starting');
    await media.setCamera(false);
    const track = open();
    await on;
    expect(track.readyState).toBe('ended');
    expect(media.state.tracks.camera).toEqual({ status: 'off' });
  });

  test('a mic muted while it opens comes up muted', async () => {
    const { capture, open } = slow();
    const media = local(capture);
    const on = media.setMic(true);
    await until('asked for', () => media.state.tracks.mic.status === 'starting');
    await media.setMic(false);
    const track = open();
    await on;
    expect(track.enabled).toBe(false);
    expect(media.state.tracks.mic).toEqual({ status: 'off' });
  });

  test.each([
    ['NotAllowedError', '', 'denied'],
    ['NotAllowedError', 'Permission denied by system', 'blockedBySystem'],
    ['NotFoundError', '', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['NotReadableError', '', 'inUse'],
    ['TypeError', '', 'unsupported'],
    ['SomethingElse', '', 'unknown'],
  ])('%s (%s) is told as %s', async (name, message, failure) => {
    const error = Object.assign(new Error(message), { name });
    expect(captureFailure(error)).toBe(failure);
    const media = local({ mic: () => Promise.reject(new CaptureError(captureFailure(error))) });
    await media.setMic(true);
    expect(media.state.tracks.mic).toEqual({ status: 'failed', failure });
  });

  test('a cancelled screen picker leaves things as they were', async () => {
    const media = local({ screen: async () => null });
    await media.setScreen(true);
    expect(media.state.tracks.screen).toEqual({ status: 'off' });
  });

  test('a share ended by the browser is off, its sound too', async () => {
    const media = local();
    await media.setScreen(true);
    expect(media.state.tracks.screenAudio.status).toBe('on');
    (media.track('screen') as FakeMediaStreamTrack).remoteStop();
    await until('off', () => media.state.tracks.screen.status === 'off' && media.state.tracks.screenAudio.status === 'off');
    expect(media.track('screenAudio')).toBeNull();
  });

  test('a share is hinted for text or motion, while it is on and the next time', async () => {
    const media = local();
    await media.setScreen(true);
    expect(media.track('screen')?.contentHint).toBe('detail');
    media.setScreenHint('motion');
    expect(media.track('screen')?.contentHint).toBe('motion');
    await media.setScreen(false);
    await media.setScreen(true);
    expect(media.track('screen')?.contentHint).toBe('motion');
    media.setScreenHint('text');
    expect(media.track('screen')?.contentHint).toBe('detail');
    expect(media.state.screenHint).toBe('text');
  });

  test('an unplugged device is replaced by the default one', async () => {
    const asked: (string | null)[] = [];
    const media = local({
      camera: async (deviceId) => {
        asked.push(deviceId);
        return new FakeMediaStreamTrack({ kind: 'video' });
      },
    });
    await media.selectDevice('camera', 'usb');
    await media.setCamera(true);
    const first = media.track('camera') as FakeMediaStreamTrack;
    first.remoteStop();
    await until('another is open', () => media.track('camera') !== null && media.track('camera') !== first);
    expect(asked).toEqual(['usb', null]);
    expect(media.state.selected.camera).toBeNull();
    expect(media.state.tracks.camera).toEqual({ status: 'on' });
  });

  test('choosing another device exchanges the open one and stops the old', async () => {
    const media = local();
    await media.setCamera(true);
    const first = media.track('camera');
    await media.selectDevice('camera', 'other');
    expect(media.track('camera')).not.toBe(first);
    expect(first?.readyState).toBe('ended');
    expect(media.track('camera')?.readyState).toBe('live');
  });

  test('a phone that opens one camera at a time gives up the first for the second', async () => {
    let open: FakeMediaStreamTrack | null = null;
    const media = local({
      camera: async () => {
        if (open?.readyState === 'live') {
          throw new CaptureError('inUse');
        }
        open = new FakeMediaStreamTrack({ kind: 'video' });
        return open;
      },
    });
    await media.setCamera(true);
    await media.selectDevice('camera', 'back');
    expect(media.state.tracks.camera).toEqual({ status: 'on' });
    expect(media.track('camera')?.readyState).toBe('live');
  });

  test('dispose stops everything, what opens later included', async () => {
    const { capture, open } = slow();
    const media = local(capture);
    void media.setCamera(true);
    await until('asked for', () => media.state.tracks.camera.status === 'starting');
    media.dispose();
    const track = open();
    await until('stopped', () => track.readyState === 'ended');
  });
});
