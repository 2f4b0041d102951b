import { TRACK_SOURCES, type TrackSource } from '@plenary/protocol';
import { captureFailure, hintScreen, type Capture } from './capture.ts';
import { choiceAfter } from './device-choice.ts';
import type { CaptureFailure, DeviceKind, DeviceLists, LocalState, LocalTrackState, ScreenHint } from './state.ts';
import { Store } from './store.ts';
import { TrackWatch } from './track-watch.ts';

type CapturedSource = 'mic' | 'camera';

/**
 * Why a device is opened: `wish`: the person wants it; `anew`: what is open gives nothing any more; `follow`: another
 * device is to be used, and what is open does until then.
 */
type Reason = 'wish' | 'anew' | 'follow';

const CAPTURED: readonly CapturedSource[] = ['mic', 'camera'];
/** What ends again sooner than this after it was opened anew is left alone, in milliseconds. */
const SHORT_LIFE_MS = 1_000;
/** How long the system has to give devices back by itself once the person is back, in milliseconds. */
const RETURN_MS = 1_000;

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
  /** Over the open microphone and camera. */
  readonly #watches = new Map<CapturedSource, TrackWatch>();
  /** When a device was last opened in place of one that gave nothing any more. */
  readonly #reopenedAt = new Map<CapturedSource, number>();
  /** What the person chose, whether it is there or not. */
  readonly #chosen = new Map<DeviceKind, string | null>();
  /** What went away by itself and could not be opened again: tried anew when something changes. */
  readonly #lost = new Set<CapturedSource>();
  #unwatch: (() => void) | null = null;
  /** How often all was stopped: what is being opened then is not wanted any more, not even muted. */
  #stops = 0;
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
    const { status } = this.state.tracks.mic;
    if (this.#isLive('mic') && !(on && status === 'interrupted')) {
      this.#settle('mic');
    } else if (on) {
      await this.#open('mic', status === 'interrupted' ? 'anew' : 'wish');
    } else {
      this.#setTrackState('mic', OFF);
    }
  }

  async setCamera(on: boolean): Promise<void> {
    this.#wanted.set('camera', on);
    const { status } = this.state.tracks.camera;
    if (!on) {
      this.#drop('camera');
      this.#setTrackState('camera', OFF);
    } else if (!this.#isLive('camera') || status === 'interrupted') {
      await this.#open('camera', status === 'interrupted' ? 'anew' : 'wish');
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
    this.#chosen.set(kind, deviceId);
    this.#select(kind, deviceId);
    if (kind !== 'speaker' && this.#tracks.has(kind)) {
      await this.#open(kind, 'wish');
    }
  }

  async refreshDevices(): Promise<void> {
    this.#unwatch ??= this.#watchSystem();
    try {
      const devices = await this.#capture.devices();
      if (!this.#disposed) {
        const before = this.state.devices;
        this.#store.set({ ...this.state, devices });
        this.#follow(before);
      }
    } catch {
      // A browser without device lists still opens its default devices; the lists stay empty.
    }
  }

  /** Stops every track, those on their way too; devices are free afterwards. */
  stop(): void {
    this.#stops += 1;
    for (const source of TRACK_SOURCES) {
      this.#wanted.set(source, false);
      this.#drop(source);
    }
    this.#lost.clear();
    this.#store.set({ ...this.state, tracks: { mic: OFF, camera: OFF, screen: OFF, screenAudio: OFF } });
  }

  dispose(): void {
    this.#disposed = true;
    this.#unwatch?.();
    this.stop();
  }

  #watchSystem(): () => void {
    const ends = [
      this.#capture.watchDevices(() => void this.refreshDevices()),
      this.#capture.watchReturns?.(() => this.#returned()),
    ];
    return () => ends.forEach((end) => end?.());
  }

  /** Devices came or went. */
  #follow(before: DeviceLists): void {
    for (const kind of ['mic', 'camera', 'speaker'] as const) {
      const after = this.state.devices[kind];
      const selected = this.state.selected[kind];
      const chosen = this.#chosen.get(kind) ?? null;
      const choice = choiceAfter({ kind, before: before[kind], after, selected, chosen });
      this.#select(kind, choice.selected);
      if (kind === 'speaker') {
        continue;
      }
      const known = new Set(before[kind].map(({ deviceId }) => deviceId));
      if (this.#lost.has(kind) && after.some(({ deviceId }) => !known.has(deviceId))) {
        void this.#open(kind, 'anew');
      } else if (choice.reopen && this.#tracks.has(kind)) {
        void this.#open(kind, 'follow');
      }
    }
  }

  /** Phones take devices from pages in the background, and do not always give them back (Safari, after a phone call). */
  #returned(): void {
    setTimeout(() => {
      for (const source of CAPTURED) {
        const isSilent = this.#watches.get(source)?.holdsBack === true && this.#wanted.get(source) === true;
        if (!this.#disposed && (isSilent || this.#lost.has(source))) {
          void this.#open(source, 'anew');
        }
      }
    }, RETURN_MS);
  }

  /** Opens the selected device of a kind in place of what is open; calls while one is opening share its end. */
  async #open(source: CapturedSource, reason: Reason): Promise<void> {
    const before = this.#opening.get(source);
    const mine = (async () => {
      await before;
      await this.#openNow(source, reason);
    })();
    this.#opening.set(source, mine);
    await mine;
    if (this.#opening.get(source) === mine) {
      this.#opening.delete(source);
    }
  }

  async #openNow(source: CapturedSource, reason: Reason): Promise<void> {
    const wished = this.#wanted.get(source) === true;
    const deviceId = this.state.selected[source];
    const open = this.#tracks.get(source);
    const isRight = reason !== 'anew' && deviceId !== null && open?.getSettings().deviceId === deviceId;
    if (isRight && this.#isLive(source)) {
      this.#settle(source);
      return;
    }
    if (!wished && open === undefined) {
      return;
    }
    const { status } = this.state.tracks[source];
    if (wished && (status === 'off' || status === 'failed')) {
      this.#setTrackState(source, { status: 'starting' });
    }
    const stops = this.#stops;
    try {
      const track = await this.#openDevice(source, deviceId);
      if (this.#disposed || this.#stops !== stops || (source === 'camera' && this.#wanted.get(source) !== true)) {
        track.stop();
        return;
      }
      this.#adoptDevice(source, track);
      if (reason === 'anew') {
        this.#reopenedAt.set(source, performance.now());
      }
      await this.refreshDevices();
    } catch (error) {
      if (this.#stops !== stops) {
        return;
      }
      if (reason === 'follow' && this.#isLive(source)) {
        // What is open is still better than nothing.
        this.#settle(source);
        return;
      }
      this.#drop(source);
      this.#fail(source, captureFailure(error));
      if (reason !== 'wish') {
        this.#lost.add(source);
      }
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

  #adoptDevice(source: CapturedSource, track: MediaStreamTrack): void {
    this.#drop(source);
    this.#lost.delete(source);
    this.#tracks.set(source, track);
    this.#watches.set(source, new TrackWatch(track, {
      ended: () => void this.#ended(source),
      silent: () => this.#settle(source),
      flowing: () => this.#settle(source),
    }));
    this.#settle(source);
  }

  /** The device went away by itself: go on with the default one when there is another. */
  async #ended(source: CapturedSource): Promise<void> {
    this.#select(source, null);
    if (this.#wanted.get(source) !== true) {
      this.#drop(source);
      this.#setTrackState(source, OFF);
    } else if (performance.now() - (this.#reopenedAt.get(source) ?? -Infinity) < SHORT_LIFE_MS) {
      this.#drop(source);
      this.#fail(source, 'unknown');
      this.#lost.add(source);
    } else {
      await this.#open(source, 'anew');
    }
  }

  #isLive(source: CapturedSource): boolean {
    return this.#tracks.get(source)?.readyState === 'live';
  }

  /** Brings an open device in line with what is wanted, and says how it stands. */
  #settle(source: CapturedSource): void {
    const on = this.#wanted.get(source) === true;
    const track = this.#tracks.get(source);
    const watch = this.#watches.get(source);
    if (track !== undefined) {
      track.enabled = on;
    }
    const before = this.state.tracks[source];
    const isSilent = watch?.isSilent === true || (before.status === 'interrupted' && watch?.holdsBack === true);
    const status = !on ? 'off' : isSilent ? 'interrupted' : 'on';
    this.#setTrackState(source, { status });
  }

  #adopt(source: TrackSource, track: MediaStreamTrack, ended: () => void): void {
    this.#drop(source);
    this.#tracks.set(source, track);
    track.addEventListener('ended', () => {
      if (this.#tracks.get(source) === track) {
        ended();
      }
    });
    this.#setTrackState(source, { status: 'on' });
  }

  #drop(source: TrackSource): void {
    const track = this.#tracks.get(source);
    if (source === 'mic' || source === 'camera') {
      this.#watches.get(source)?.close();
      this.#watches.delete(source);
    }
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

  #select(kind: DeviceKind, deviceId: string | null): void {
    if (this.state.selected[kind] !== deviceId) {
      this.#store.set({ ...this.state, selected: { ...this.state.selected, [kind]: deviceId } });
    }
  }

  #setTrackState(source: TrackSource, next: LocalTrackState): void {
    const tracks = { ...this.state.tracks, [source]: next };
    this.#store.set({ ...this.state, tracks });
  }
}
