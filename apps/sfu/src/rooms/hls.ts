import { CallError, type HlsStatus, type PeerId } from '@plenary/protocol';
import { NO_LAYER } from './dynacast.ts';
import type { FanoutTrack } from './fanout.ts';
import type { LiveOutput, RoomChannel, RoomMedia, TrackRef } from './ports.ts';
import { programmeOf } from './programme.ts';

/** Somebody else's camera is shown once they have been the last to speak for so long, in milliseconds: not for a word. */
const SPEAKER_HOLD_MS = 1_500;
/** The output is shown in one size, to which the largest layer comes closest. */
const LAYER = 2;

export interface HlsOptions {
  readonly media: Pick<RoomMedia, 'openHls'>;
  readonly channel: RoomChannel;
  /** What those on the stage publish. */
  readonly tracks: () => readonly FanoutTrack[];
  readonly speakerOrder: () => readonly PeerId[];
  /** Says which layer of a video the output needs, so that it is encoded even when nobody else watches. */
  readonly layerWanted: (producerId: string, layer: number) => void;
}

/** Whether a room is sent out as HLS, and what that shows. */
export class Hls {
  readonly #options: HlsOptions;
  #output: LiveOutput | null = null;
  #starting: Promise<HlsStatus> | null = null;
  #video: TrackRef | null = null;
  /** Set while somebody else has begun to speak. */
  #holdTimer: NodeJS.Timeout | null = null;
  #held: PeerId | null = null;
  #turn: NodeJS.Immediate | null = null;
  #closed = false;

  constructor(options: HlsOptions) {
    this.#options = options;
  }

  /** `null` while it is off. */
  get status(): HlsStatus | null {
    return this.#output?.status ?? null;
  }

  /** Turns it on, unless it is; one that has failed is begun anew. @throws {CallError} `UNAVAILABLE` */
  async start(): Promise<HlsStatus> {
    this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return await this.#starting;
  }

  /** Turns it off; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const output = this.#output;
    this.#output = null;
    this.#showVideo(null);
    this.#release();
    if (output !== null) {
      this.#tell();
      await output.close();
    }
  }

  /** What is published, or who spoke last, may have changed. */
  update(): void {
    if (this.#output !== null) {
      // Changes of one turn are looked at together.
      this.#turn ??= setImmediate(() => {
        this.#turn = null;
        this.#bringInLine(false);
      });
    }
  }

  /** The room ends; what is left of the output is given up in the background. */
  close(): void {
    this.#closed = true;
    void this.stop();
  }

  async #start(): Promise<HlsStatus> {
    if (this.#output?.status.status === 'failed') {
      await this.#output.close();
      this.#output = null;
    }
    if (this.#output === null) {
      let output: LiveOutput | null = null;
      output = await this.#options.media.openHls(() => output !== null && output === this.#output && this.#tell());
      if (this.#closed) {
        await output.close();
        throw new CallError('UNAVAILABLE', 'the room closed meanwhile');
      }
      this.#output = output;
      this.#bringInLine(true);
      this.#tell();
    }
    return this.#output.status;
  }

  /** @param now without waiting until a speaker has spoken for long enough */
  #bringInLine(now: boolean): void {
    const output = this.#output;
    if (output === null) {
      return;
    }
    const { tracks, speakerOrder } = this.#options;
    const { video, voices } = programmeOf(tracks(), speakerOrder(), this.#video);
    this.#showVideo(now ? video : this.#hold(video));
    output.show({ video: this.#video, voices });
  }

  /** From one camera to another's it goes after a while; any other change is made at once. */
  #hold(video: TrackRef | null): TrackRef | null {
    const shown = this.#video;
    const goesOn = shown !== null && this.#options.tracks().some((track) =>
      track.producerId === shown.producerId && !track.paused && !track.retiring);
    const other = video !== null && video.peerId !== shown?.peerId;
    if (!goesOn || !other || shown.source !== 'camera' || video.source !== 'camera') {
      this.#release();
      return video;
    }
    if (this.#held !== video.peerId) {
      this.#release();
      this.#held = video.peerId;
      this.#holdTimer = setTimeout(() => this.#bringInLine(true), SPEAKER_HOLD_MS);
    }
    return shown;
  }

  #release(): void {
    if (this.#holdTimer !== null) {
      clearTimeout(this.#holdTimer);
      this.#holdTimer = null;
    }
    this.#held = null;
  }

  #showVideo(video: TrackRef | null): void {
    if (video?.producerId !== this.#video?.producerId) {
      if (this.#video !== null) {
        this.#options.layerWanted(this.#video.producerId, NO_LAYER);
      }
      if (video !== null) {
        this.#options.layerWanted(video.producerId, LAYER);
      }
    }
    this.#video = video;
  }

  #tell(): void {
    if (!this.#closed) {
      this.#options.channel.broadcast('all', { name: 'hlsChanged', payload: { hls: this.status } });
    }
  }
}
