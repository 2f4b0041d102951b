import { describe, expect, test } from '@jest/globals';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { CaptureError } from '../../packages/client/src/index.ts';
import { LocalMedia } from '../../packages/client/src/local-media.ts';
import { fakeCapture } from '../support/caller.ts';
import { until } from '../support/until.ts';

/** Local media whose microphone is asked for, and opens when the test says so. */
async function opening() {
  const { promise, resolve, reject } = Promise.withResolvers<MediaStreamTrack>();
  let first = true;
  const capture = fakeCapture();
  const media = new LocalMedia({
    ...capture,
    mic: async (deviceId) => {
      if (first) {
        first = false;
        return await promise;
      }
      return await capture.mic(deviceId);
    },
  });
  const opened = media.setMic(true);
  await until('asked for', () => media.state.tracks.mic.status === 'starting');
  return { media, opened, resolve, reject };
}

// Who became a viewer while the microphone was being opened kept it open, muted, as long as they watched: a mic is kept
// when it is muted, and the end of all was taken for that.
describe('a microphone that opens after all was stopped', () => {
  test('is closed at once', async () => {
    const { media, opened, resolve } = await opening();
    media.stop();
    const track = new FakeMediaStreamTrack({ kind: 'audio' });
    resolve(track);
    await opened;
    expect(track.readyState).toBe('ended');
    expect(media.track('mic')).toBeNull();
    expect(media.state.tracks.mic).toEqual({ status: 'off' });
  });

  test('and was wished for anew by then, is opened for that wish', async () => {
    const { media, opened, resolve } = await opening();
    media.stop();
    const again = media.setMic(true);
    const track = new FakeMediaStreamTrack({ kind: 'audio' });
    resolve(track);
    await Promise.all([opened, again]);
    expect(track.readyState).toBe('ended');
    expect(media.track('mic')?.readyState).toBe('live');
    expect(media.state.tracks.mic).toEqual({ status: 'on' });
  });

  test('or fails to, is nobody\'s concern any more', async () => {
    const { media, opened, reject } = await opening();
    media.stop();
    reject(new CaptureError('inUse'));
    await opened;
    expect(media.state.tracks.mic).toEqual({ status: 'off' });
  });
});
