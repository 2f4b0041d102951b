import { CallError, type HlsStatus } from '@plenary/protocol';
import type { LiveOutput, ProgrammeTracks, RoomChannel, RoomMedia } from './ports.ts';

export interface HlsOptions {
  readonly media: Pick<RoomMedia, 'openHls'>;
  readonly channel: RoomChannel;
  /** Whether the room may be sent out at all. @throws {CallError} `CONFLICT` */
  readonly check: () => void;
  /** It was turned on or off: whoever keeps the programme hands it over anew, or learns that it is not shown here. */
  readonly changed: () => void;
}

/** Whether a room is sent out as HLS, and what that shows. */
export class Hls {
  readonly #options: HlsOptions;
  #output: LiveOutput | null = null;
  #starting: Promise<HlsStatus> | null = null;
  #closed = false;

  constructor(options: HlsOptions) {
    this.#options = options;
  }

  /** `null` while it is off. */
  get status(): HlsStatus | null {
    return this.#output?.status ?? null;
  }

  /** Turns it on, unless it is; one that has failed is begun anew. @throws {CallError} `CONFLICT`, `UNAVAILABLE` */
  async start(): Promise<HlsStatus> {
    this.#options.check();
    this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return await this.#starting;
  }

  /** Turns it off; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    const output = this.#output;
    this.#output = null;
    if (output !== null) {
      this.#options.changed();
      this.#tell();
      await output.close();
    }
  }

  /** @returns the producers that are seen in it: none while it is off */
  show(tracks: ProgrammeTracks): readonly string[] {
    if (this.#output === null) {
      return [];
    }
    this.#output.show(tracks);
    return tracks.video.slice(0, 1).map(({ producerId }) => producerId);
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
      this.#options.changed();
      this.#tell();
    }
    return this.#output.status;
  }

  #tell(): void {
    if (!this.#closed) {
      this.#options.channel.broadcast('all', { name: 'hlsChanged', payload: { hls: this.status } });
    }
  }
}
