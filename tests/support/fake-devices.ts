import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { CaptureError, type Capture, type DeviceLists, type DeviceOption } from '../../packages/client/src/index.ts';

export const device = (deviceId: string, label = deviceId): DeviceOption => ({ deviceId, label, groupId: label });

/** The system's default microphone, as browsers list it. */
export const defaultMic = (label: string): DeviceOption => ({ deviceId: 'default', label: `Default - ${label}`, groupId: label });

/** Devices that a test plugs in, unplugs and takes away. */
export class FakeDevices {
  /** What was opened, in its order, and by which id. */
  readonly opened: { readonly deviceId: string | null; readonly track: FakeMediaStreamTrack }[] = [];
  lists: DeviceLists;
  /** What opening a device fails with; `null`: it opens. */
  failure: 'denied' | 'inUse' | 'missing' | null = null;
  #changed: () => void = () => undefined;
  #returned: () => void = () => undefined;

  constructor(lists: Partial<DeviceLists> = {}) {
    this.lists = { mic: [], camera: [], speaker: [], ...lists };
  }

  get capture(): Capture {
    return {
      mic: async (deviceId) => this.#open('audio', deviceId),
      camera: async (deviceId) => this.#open('video', deviceId),
      screen: async () => null,
      devices: async () => this.lists,
      watchDevices: (changed) => {
        this.#changed = changed;
        return () => (this.#changed = () => undefined);
      },
      watchReturns: (returned) => {
        this.#returned = returned;
        return () => (this.#returned = () => undefined);
      },
    };
  }

  get last(): FakeMediaStreamTrack {
    return this.opened.at(-1)?.track as FakeMediaStreamTrack;
  }

  /** Something was plugged in or out, or the system has another default. */
  change(lists: Partial<DeviceLists>): void {
    this.lists = { ...this.lists, ...lists };
    this.#changed();
  }

  /** The person comes back to the page. */
  comeBack(): void {
    this.#returned();
  }

  #open(kind: 'audio' | 'video', deviceId: string | null): MediaStreamTrack {
    if (this.failure !== null) {
      throw new CaptureError(this.failure);
    }
    const track = new FakeMediaStreamTrack({ kind, settings: deviceId === null ? {} : { deviceId } });
    this.opened.push({ deviceId, track });
    return track;
  }
}
