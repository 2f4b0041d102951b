import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HlsStatus } from '@plenary/protocol';
import type { Logger } from '../../logger.ts';
import type { LiveOutput, ProgrammeTracks } from '../../rooms/ports.ts';
import { makeFolder } from './folders.ts';
import { Mixer } from './mixer.ts';
import { Playlist } from './playlist.ts';
import { EncoderRun } from './run.ts';
import type { OutputCodec } from './slate.ts';
import type { OpenTap } from './tap.ts';

/** How long an encoder that ended is waited for before the next, in milliseconds: doubling up to the second. */
const RETRY_MS = [250, 8_000] as const;
/** After so many encoders in a row without a single segment the output gives up. */
const MAX_FAILURES = 6;

export interface HlsOutputOptions {
  readonly ffmpeg: string;
  readonly openTap: OpenTap;
  readonly givePorts: (count: number) => Promise<{ ports: readonly number[]; giveBack: () => void }>;
  readonly logger: Logger;
  readonly changed: (status: HlsStatus) => void;
  readonly restarted: () => void;
  readonly closed: () => void;
}

/**
 * One room as HLS: it owns the encoder, starts it again when it ends or gets stuck, and keeps the playlist over
 * all of its runs. It ends with `close`, and leaves no process and no file.
 */
export class HlsOutput implements LiveOutput {
  readonly #options: HlsOutputOptions;
  readonly #folder: string;
  readonly #mixer: Mixer;
  readonly #playlist = new Playlist();
  #status: HlsStatus = { status: 'starting' };
  #run: EncoderRun | null = null;
  #runs = 0;
  #failures = 0;
  #ports: { ports: readonly number[]; giveBack: () => void } | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  private constructor(options: HlsOutputOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#mixer = new Mixer({
      openTap: options.openTap,
      logger: options.logger,
      codecWanted: (codec) => this.#changeCodec(codec),
    });
  }

  static async open(options: HlsOutputOptions): Promise<HlsOutput> {
    const output = new HlsOutput(options, await makeFolder());
    void output.#start(null);
    return output;
  }

  get status(): HlsStatus {
    return this.#status;
  }

  get folder(): string {
    return this.#folder;
  }

  /** The playlist's text; `null` before the first segment. */
  get playlist(): string | null {
    return this.#playlist.empty ? null : this.#playlist.toString();
  }

  /** Whether this is a file of the output that players may ask for. */
  has(file: string): boolean {
    return this.#playlist.has(file);
  }

  /** Process id of the encoder, while one runs. */
  get encoderPid(): number | null {
    return this.#run?.pid ?? null;
  }

  show(programme: ProgrammeTracks): void {
    this.#mixer.show(programme);
  }

  async close(): Promise<void> {
    await (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    if (this.#retryTimer !== null) {
      clearTimeout(this.#retryTimer);
    }
    this.#mixer.close();
    await this.#run?.end();
    this.#run = null;
    this.#ports?.giveBack();
    await rm(this.#folder, { recursive: true, force: true });
    this.#options.closed();
  }

  async #start(codec: OutputCodec | null): Promise<void> {
    try {
      // What is shown first decides which codec the encoder is to read.
      const wanted = codec ?? await this.#mixer.firstCodec();
      const ports = this.#ports ?? await this.#options.givePorts(1 + this.#mixer.voices);
      this.#ports = ports;
      if (this.#closing !== null) {
        ports.giveBack();
        return;
      }
      const prefix = String(++this.#runs);
      const run: EncoderRun = new EncoderRun({
        ffmpeg: this.#options.ffmpeg,
        codec: wanted,
        files: { folder: this.#folder, prefix },
        ports: ports.ports,
        logger: this.#options.logger,
        ready: () => this.#mixer.feed(run),
        segment: (segment) => {
          this.#failures = 0;
          const gone = this.#playlist.add(segment);
          // A file that is not there any more is none the less gone.
          gone.forEach((file) => void rm(join(this.#folder, file), { force: true }).catch(() => undefined));
          this.#setStatus({ status: 'live' });
        },
        ticked: (elapsedMs) => this.#mixer.tick(elapsedMs),
        damaged: () => this.#mixer.repairPicture(),
        stalled: () => this.#mixer.renewPicture(),
        ended: (reason) => this.#ended(reason),
      });
      this.#run = run;
    } catch (error) {
      this.#ended((error as Error).message);
    }
  }

  #ended(reason: string): void {
    this.#run = null;
    this.#mixer.feed(null);
    if (this.#closing !== null) {
      return;
    }
    // Its ports may be what is wrong.
    this.#ports?.giveBack();
    this.#ports = null;
    this.#failures++;
    if (this.#failures > MAX_FAILURES) {
      this.#options.logger.error({ reason }, 'HLS output has failed');
      this.#setStatus({ status: 'failed', reason });
      return;
    }
    this.#options.restarted();
    this.#setStatus({ status: 'restarting' });
    const wait = Math.min(RETRY_MS[0] * 2 ** (this.#failures - 1), RETRY_MS[1]);
    this.#retryTimer = setTimeout(() => void this.#start(null), wait);
  }

  /** What is shown from now on needs another decoder. */
  #changeCodec(codec: OutputCodec): void {
    const run = this.#run;
    if (run !== null) {
      this.#run = null;
      this.#mixer.feed(null);
      void run.end().then(() => this.#closing === null ? this.#start(codec) : undefined);
    }
  }

  #setStatus(status: HlsStatus): void {
    if (this.#closing === null && status.status !== this.#status.status) {
      this.#status = status;
      this.#options.changed(status);
    }
  }
}
