import { TRACK_SOURCES, type TrackSource } from '@plenary/protocol';
import { captureFailure, hintScreen, type Capture } from './capture.ts';
import type { CaptureFailure, DeviceKind, LocalState, LocalTrackState, ScreenHint } from './state.ts';
import { Store } from './store.ts';

type CapturedSource = 'mic' | 'camera';

const OFF: LocalTrackState = { status: 'off' };

/**
 * Owns this participant's own tracks, in a call and before it. Its methods never reject: what came of them is
 * in the state. Only the latest wish counts when several come while a device is being opened.
 */
export class LocalMedia {
  readonly #capture: Capture;
  readonly #store: Store<LocalState>;
  readonly #tracks = new Map<TrackSource, MediaStreamTrack>();
  /** What was last asked for; a device that opens after the wish changed is dealt with accordingly. */
  readonly #wanted = new Map<TrackSource, boolean>();
  readonly #opening = new Map<CapturedSource, Promise<void>>();
  #unwatch: (() => void) | null = null;
  #disposed = false;

  constructor(capture: Capture) {
    this.#capture = capture;
    this.#store = new Store<LocalState>({
      tracks: { mic: OFF, camera: OFF, screen: OFF, screenAudio: OFF },
      devices: { mic: [], camera: [], speaker: [] },
      selected: { mic: null, camera: null, speaker: null },
      screenHint: 'text',
    });
  }

  get state(): LocalState {
    return this.#store.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** The open track of a source: for a muted mic too, whose `enabled` is false then. */
  track(source: TrackSource): MediaStreamTrack | null {
    return this.#tracks.get(source) ?? null;
  }

  async setMic(on: boolean): Promise<void> {
    this.#wanted.set('mic', on);
    const track = this.#tracks.get('mic');
    if (track !== undefined && track.readyState === 'live') {
      track.enabled = on;
      this.#setTrackState('mic', on ? { status: 'on' } : OFF);
    } else if (on) {
      await this.#open('mic');
    } else {
      this.#setTrackState('mic', OFF);
    }
  }

  async setCamera(on: boolean): Promise<void> {
    this.#wanted.set('camera', on);
    if (!on) {
      this.#drop('camera');
      this.#setTrackState('camera', OFF);
    } else if (this.#tracks.get('camera')?.readyState !== 'live') {
      await this.#open('camera');
    }
  }

  async setScreen(on: boolean): Promise<void> {
    this.#wanted.set('screen', on);
    if (!on) {
      this.#stopScreen();
      return;
    }
    const { status } = this.state.tracks.screen;
    if (status === 'on' || status === 'starting') {
      return;
    }
    this.#setTrackState('screen', { status: 'starting' });
    try {
      const share = await this.#capture.screen();
      if (share === null || this.#disposed || this.#wanted.get('screen') !== true) {
        share?.video.stop();
        share?.audio?.stop();
        this.#stopScreen();
        return;
      }
      hintScreen(share.video, this.state.screenHint);
      // The browser's own "Stop sharing" ends the tracks.
      this.#adopt('screen', share.video, () => this.#stopScreen());
      if (share.audio !== null) {
        this.#adopt('screenAudio', share.audio, () => {
          this.#drop('screenAudio');
          this.#setTrackState('screenAudio', OFF);
        });
      }
    } catch (error) {
      this.#fail('screen', captureFailure(error));
    }
  }

  /** Holds for the share that is on and for later ones. */
  setScreenHint(hint: ScreenHint): void {
    this.#store.set({ ...this.state, screenHint: hint });
    const track = this.#tracks.get('screen');
    if (track !== undefined) {
      hintScreen(track, hint);
    }
  }

  /** Chooses a device; when one of its kind is open, it is exchanged without interrupting the call. */
  async selectDevice(kind: DeviceKind, deviceId: string | null): Promise<void> {
    this.#store.set({ ...this.state, selected: { ...this.state.selected, [kind]: deviceId } });
    if (kind !== 'speaker' && this.#tracks.has(kind)) {
      await this.#open(kind);
    }
  }

  async refreshDevices(): Promise<void> {
    this.#unwatch ??= this.#capture.watchDevices(() => void this.refreshDevices());
    try {
      const devices = await this.#capture.devices();
      if (!this.#disposed) {
        this.#store.set({ ...this.state, devices });
      }
    } catch {
      // A browser without device lists still opens its default devices; the lists stay empty.
    }
  }

  /** Stops every track; devices are free afterwards. */
  stop(): void {
    for (const source of TRACK_SOURCES) {
      this.#wanted.set(source, false);
      this.#drop(source);
    }
    this.#store.set({ ...this.state, tracks: { mic: OFF, camera: OFF, screen: OFF, screenAudio: OFF } });
  }

  dispose(): void {
    this.#disposed = true;
    this.#unwatch?.();
    this.stop();
  }

  /** Opens the selected device of a kind in place of what is open; calls while one is opening share its end. */
  async #open(source: CapturedSource): Promise<void> {
    const before = this.#opening.get(source);
    const mine = (async () => {
      await before;
      await this.#openNow(source);
    })();
    this.#opening.set(source, mine);
    await mine;
    if (this.#opening.get(source) === mine) {
      this.#opening.delete(source);
    }
  }

  async #openNow(source: CapturedSource): Promise<void> {
    const wished = this.#wanted.get(source) === true;
    const deviceId = this.state.selected[source];
    const open = this.#tracks.get(source);
    if (open?.readyState === 'live' && deviceId !== null && open.getSettings().deviceId === deviceId) {
      this.#settle(source);
      return;
    }
    if (!wished && open === undefined) {
      return;
    }
    if (wished) {
      this.#setTrackState(source, { status: 'starting' });
    }
    try {
      const track = await this.#openDevice(source, deviceId);
      if (this.#disposed || (source === 'camera' && this.#wanted.get(source) !== true)) {
        track.stop();
        return;
      }
      this.#adopt(source, track, () => void this.#ended(source));
      this.#settle(source);
      await this.refreshDevices();
    } catch (error) {
      this.#drop(source);
      this.#fail(source, captureFailure(error));
    }
  }

  async #openDevice(source: CapturedSource, deviceId: string | null): Promise<MediaStreamTrack> {
    try {
      return await this.#capture[source](deviceId);
    } catch (error) {
      // Phones open one camera at a time: give up the old one, then ask once more.
      if (captureFailure(error) !== 'inUse' || !this.#tracks.has(source)) {
        throw error;
      }
      this.#drop(source);
      return await this.#capture[source](deviceId);
    }
  }

  /** The device went away by itself: go on with the default one when there is another. */
  async #ended(source: CapturedSource): Promise<void> {
    this.#drop(source);
    const on = this.#wanted.get(source) === true;
    this.#store.set({ ...this.state, selected: { ...this.state.selected, [source]: null } });
    if (on) {
      await this.#open(source);
    } else {
      this.#setTrackState(source, OFF);
    }
  }

  #settle(source: CapturedSource): void {
    const on = this.#wanted.get(source) === true;
    const track = this.#tracks.get(source);
    if (track !== undefined) {
      track.enabled = on;
    }
    this.#setTrackState(source, on ? { status: 'on' } : OFF);
  }

  #adopt(source: TrackSource, track: MediaStreamTrack, ended: () => void): void {
    this.#drop(source);
    this.#tracks.set(source, track);
    track.addEventListener('ended', () => {
      if (this.#tracks.get(source) === track) {
        ended();
      }
    });
    if (source === 'screen' || source === 'screenAudio') {
      this.#setTrackState(source, { status: 'on' });
    }
  }

  #drop(source: TrackSource): void {
    const track = this.#tracks.get(source);
    this.#tracks.delete(source);
    track?.stop();
  }

  #stopScreen(): void {
    this.#drop('screen');
    this.#drop('screenAudio');
    const tracks = { ...this.state.tracks, screen: OFF, screenAudio: OFF };
    this.#store.set({ ...this.state, tracks });
  }

  #fail(source: TrackSource, failure: CaptureFailure): void {
    if (!this.#disposed) {
      this.#setTrackState(source, { status: 'failed', failure });
    }
  }

  #setTrackState(source: TrackSource, next: LocalTrackState): void {
    const tracks = { ...this.state.tracks, [source]: next };
    this.#store.set({ ...this.state, tracks });
  }
}
