import type { CaptureFailure, DeviceKind, DeviceLists, DeviceOption, ScreenHint } from './state.ts';

/** A screen share: its picture, and the sound that came with it when the browser offered one. */
export interface ScreenCapture {
  readonly video: MediaStreamTrack;
  readonly audio: MediaStreamTrack | null;
}

/**
 * Where local tracks come from. The browser's is `browserCapture`; bots and tests in Node bring their own.
 * Methods reject with a `CaptureError`.
 */
export interface Capture {
  mic(deviceId: string | null): Promise<MediaStreamTrack>;
  camera(deviceId: string | null): Promise<MediaStreamTrack>;
  /** Resolves with `null` when the person cancelled the browser's picker. */
  screen(): Promise<ScreenCapture | null>;
  devices(): Promise<DeviceLists>;
  /** Calls back when a device comes or goes; returns how to stop that. */
  watchDevices(changed: () => void): () => void;
  /** Calls back when the person comes back to the page from elsewhere; returns how to stop that. */
  watchReturns?(returned: () => void): () => void;
}

export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly failure: CaptureFailure;

  constructor(failure: CaptureFailure, cause?: unknown) {
    super(failure, { cause });
    this.failure = failure;
  }
}

/** Reads the names of `getUserMedia`'s exceptions (W3C Media Capture and Streams, section 10.2). */
export function captureFailure(error: unknown): CaptureFailure {
  if (error instanceof CaptureError) {
    return error.failure;
  }
  const { name, message } = error as { name?: string; message?: string };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return /system/iu.test(message ?? '') ? 'blockedBySystem' : 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'inUse';
    case 'TypeError':
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'unknown';
  }
}

/** 720p at 30 frames a second where the camera has it, and something near it where not. */
const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const MIC = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: { ideal: 1 } };
/** Frames a second of a shared screen: text wants pixels instead, motion as many as a camera. */
const SCREEN_FRAME_RATES = { text: 15, motion: 30 } as const satisfies Record<ScreenHint, number>;
/** Sound of a tab or system is not speech and is left as it is. */
const SCREEN = {
  video: { frameRate: { ideal: SCREEN_FRAME_RATES.text, max: 30 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: { ideal: 2 } },
};

export function browserCapture(): Capture {
  return {
    mic: (deviceId) => firstTrack({ audio: { ...MIC, ...chosen(deviceId) } }),
    camera: (deviceId) => firstTrack({ video: { ...CAMERA, ...chosen(deviceId) } }),
    screen: captureScreen,
    devices: listDevices,
    watchDevices(changed) {
      const media = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
      media?.addEventListener('devicechange', changed);
      return () => media?.removeEventListener('devicechange', changed);
    },
    watchReturns,
  };
}

/** A page is shown again from the background, or from the browser's cache of pages. */
function watchReturns(returned: () => void): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') {
      returned();
    }
  };
  document.addEventListener('visibilitychange', look);
  globalThis.addEventListener('pageshow', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    globalThis.removeEventListener('pageshow', look);
  };
}

function chosen(deviceId: string | null): MediaTrackConstraints {
  return deviceId === null ? {} : { deviceId: { exact: deviceId } };
}

function mediaDevices(): MediaDevices {
  // Absent on pages that are neither https nor localhost.
  const media = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
  if (media === undefined) {
    throw new CaptureError('unsupported');
  }
  return media;
}

async function firstTrack(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  try {
    const stream = await mediaDevices().getUserMedia(constraints);
    const [track] = stream.getTracks();
    if (track === undefined) {
      throw new CaptureError('missing');
    }
    return track;
  } catch (error) {
    throw new CaptureError(captureFailure(error), error);
  }
}

async function captureScreen(): Promise<ScreenCapture | null> {
  const media = mediaDevices();
  if (typeof media.getDisplayMedia !== 'function') {
    throw new CaptureError('unsupported');
  }
  try {
    const stream = await media.getDisplayMedia(SCREEN);
    const [video] = stream.getVideoTracks();
    if (video === undefined) {
      throw new CaptureError('missing');
    }
    return { video, audio: stream.getAudioTracks()[0] ?? null };
  } catch (error) {
    const failure = captureFailure(error);
    // Browsers tell a cancelled picker and a refusal by the same name; both leave things as they were.
    if (failure === 'denied') {
      return null;
    }
    throw new CaptureError(failure, error);
  }
}

/** Has a shared screen captured and encoded for what it shows (W3C MediaStreamTrack Content Hints). */
export function hintScreen(track: MediaStreamTrack, hint: ScreenHint): void {
  track.contentHint = hint === 'text' ? 'detail' : 'motion';
  // A browser that can't change the rate keeps the one it captures at: the hint counts all the same.
  track.applyConstraints({ frameRate: { ideal: SCREEN_FRAME_RATES[hint], max: 30 } }).catch(() => undefined);
}

async function listDevices(): Promise<DeviceLists> {
  const all = await mediaDevices().enumerateDevices();
  const of = (kind: MediaDeviceKind): DeviceOption[] =>
    all
      // Before permission was given a browser lists one device of a kind without an id.
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label, groupId }) => ({ deviceId, label, groupId }));
  const lists: Record<DeviceKind, DeviceOption[]> = {
    mic: of('audioinput'),
    camera: of('videoinput'),
    speaker: of('audiooutput'),
  };
  return lists;
}
