import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { Device, FakeHandler, testFakeParameters } from 'mediasoup-client';
import { Call, type CallError, type Capture } from '../../packages/client/src/index.ts';

/** Devices that open at once and give tracks without content. */
export function fakeCapture(): Capture {
  return {
    mic: async () => new FakeMediaStreamTrack({ kind: 'audio' }),
    camera: async () => new FakeMediaStreamTrack({ kind: 'video' }),
    screen: async () => ({
      video: new FakeMediaStreamTrack({ kind: 'video' }),
      audio: new FakeMediaStreamTrack({ kind: 'audio' }),
    }),
    devices: async () => ({ mic: [], camera: [], speaker: [] }),
    watchDevices: () => () => undefined,
  };
}

export async function fakeDevice(): Promise<Device> {
  return new Device({ handlerFactory: FakeHandler.createFactory(testFakeParameters) });
}

/** A call in Node with real signaling and mediasoup-client's FakeHandler in the place of WebRTC. */
export function fakeCall(url: string, options: { capture?: Capture; clientId?: string; onError?: (error: CallError) => void } = {}): Call {
  return new Call({ url, capture: options.capture ?? fakeCapture(), createDevice: fakeDevice, ...options });
}
