import { spawn, type ChildProcess } from 'node:child_process';
import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Logger } from '../../logger.ts';
import { encoderArguments, initName, runPlaylist, sessionDescription, type EncoderFiles } from './ffmpeg.ts';
import { Inlet } from './inlet.ts';
import { PictureLane } from './picture-lane.ts';
import { readSegments, type Segment } from './playlist.ts';
import { writeSenderReport } from './rtp.ts';
import type { OutputCodec } from './slate.ts';
import { VoiceLane } from './voice-lane.ts';

/** How often the lanes are looked at, in milliseconds, and how often they tell the time. */
const TICK_MS = 20;
const REPORT_MS = 1_000;
/** Without a new segment for so long, in milliseconds, an encoder counts as stuck. */
const STUCK_MS = 6_000;
/** How long one may take to end by itself, in milliseconds. */
const END_TIMEOUT_MS = 2_000;
/** Lines of what ffmpeg says that are told when it ends badly. */
const LAST_WORDS = 5;
/** How ffmpeg says that a picture can't be decoded as it should, over all codecs. */
const DAMAGE = /missed|sequence broken|error while decoding|concealing/iu;

export interface RunOptions {
  readonly ffmpeg: string;
  readonly codec: OutputCodec;
  readonly files: EncoderFiles;
  /** One for the picture, then one for each voice. */
  readonly ports: readonly number[];
  readonly logger: Logger;
  /** The encoder listens: it can be fed from now on. */
  readonly ready: () => void;
  /** A segment is complete. */
  readonly segment: (segment: Segment) => void;
  /** The encoder misses a part of the picture, and needs a key frame. Told at each complaint. */
  readonly damaged: () => void;
  /** The picture's sender has been silent for too long. */
  readonly stalled: () => void;
  /** Called on each tick, with the clock of the lanes. */
  readonly ticked: (elapsedMs: number) => void;
  /** The encoder ended, was ended because it got stuck, or could not be started. Not told after `end`. */
  readonly ended: (reason: string) => void;
}

/** One life of an encoder: an ffmpeg process, and what is fed to it. */
export class EncoderRun {
  readonly codec: OutputCodec;
  readonly #options: RunOptions;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #lastWords: string[] = [];
  #inlets: Inlet[] = [];
  #picture: PictureLane | null = null;
  #voices: VoiceLane[] = [];
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** By the monotonic clock, and by the time of day. */
  #startedAt = 0;
  #startedAtUnix = 0;
  #progressAt = performance.now();
  #reportedAt = -Infinity;
  #known = 0;
  /** Seconds of all segments so far. */
  #length = 0;
  #reading = false;
  #changed = false;
  #over = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.codec = options.codec;
    const { ffmpeg, codec, files, ports } = options;
    const [picturePort = 0, ...voicePorts] = ports;
    this.#process = spawn(ffmpeg, encoderArguments(codec, voicePorts.length, files), { stdio: ['pipe', 'ignore', 'pipe'] });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        resolve();
        this.#fail(`ffmpeg ended with ${signal ?? `exit code ${code}`}`);
      });
      this.#process.once('error', (error) => {
        resolve();
        this.#fail(`ffmpeg could not be run: ${error.message}`);
      });
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      const lines = chunk.toString().split('\n').filter(Boolean);
      if (lines.some((line) => DAMAGE.test(line))) {
        options.damaged();
      }
      this.#lastWords.push(...lines);
      this.#lastWords.splice(0, this.#lastWords.length - LAST_WORDS);
    });
    // One that ended before it read its input; `exit` tells.
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stdin?.end(sessionDescription(codec, picturePort, voicePorts));
    this.#watcher = watch(files.folder, { persistent: false }, () => this.#look());
    this.#watcher.on('error', () => undefined);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    void this.#open(ports);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The lanes, once the encoder listens. */
  get picture(): PictureLane | null {
    return this.#picture;
  }

  get voices(): readonly VoiceLane[] {
    return this.#voices;
  }

  /** Milliseconds since the encoder began to listen. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Ends it; resolves when the process is gone. */
  async end(): Promise<void> {
    this.#release();
    if (this.#process.exitCode === null && this.#process.signalCode === null && this.#process.pid !== undefined) {
      // It takes SIGTERM as a wish to finish what it has begun, which nobody waits for.
      this.#process.kill('SIGKILL');
      const timeout = new Promise((resolve) => setTimeout(resolve, END_TIMEOUT_MS).unref());
      await Promise.race([this.#exited, timeout]);
    }
  }

  async #open(ports: readonly number[]): Promise<void> {
    const inlets = await Promise.all(ports.map((port) => Inlet.connect(port)));
    if (this.#over) {
      inlets.forEach((inlet) => inlet.close());
      return;
    }
    this.#inlets = inlets;
    // An empty packet of reports: it tells nothing.
    const knock = writeSenderReport(0, 0, 0).subarray(0, 2);
    const listening = await Promise.all(inlets.map((inlet) => inlet.listening(knock)));
    if (this.#over || listening.includes(false)) {
      return;
    }
    this.#startedAt = performance.now();
    this.#startedAtUnix = Date.now();
    const [picture, ...voices] = inlets;
    if (picture !== undefined) {
      this.#picture = new PictureLane(this.codec, 1, picture.send);
      this.#voices = voices.map((inlet, i) => new VoiceLane(i + 2, inlet.send));
      this.#options.logger.info({ pid: this.pid, codec: this.codec, prefix: this.#options.files.prefix }, 'HLS encoder started');
      this.#options.ready();
    }
  }

  #tick(): void {
    if (performance.now() - this.#progressAt > STUCK_MS) {
      this.#fail('no segment came for too long');
      return;
    }
    const picture = this.#picture;
    if (picture === null) {
      return;
    }
    const elapsed = this.elapsedMs;
    if (elapsed - this.#reportedAt >= REPORT_MS) {
      this.#reportedAt = elapsed;
      [picture, ...this.#voices].forEach((lane) => lane.report(this.#startedAtUnix, elapsed));
    }
    this.#voices.forEach((lane) => lane.tick(elapsed));
    if (picture.tick(elapsed)) {
      this.#options.stalled();
    }
    this.#options.ticked(elapsed);
  }

  /** Reads ffmpeg's playlist, once more when it changed while it was read. */
  #look(): void {
    if (this.#reading) {
      this.#changed = true;
      return;
    }
    this.#reading = true;
    void this.#read().finally(() => {
      this.#reading = false;
      if (this.#changed) {
        this.#changed = false;
        this.#look();
      }
    });
  }

  async #read(): Promise<void> {
    // ffmpeg renames it into place, so it is never half written.
    const text = await readFile(runPlaylist(this.#options.files), 'utf8').catch(() => '');
    const named = readSegments(text);
    const sequence = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)/mu.exec(text)?.[1] ?? 0);
    for (const { name, duration } of named.slice(Math.max(0, this.#known - sequence))) {
      if (this.#over) {
        return;
      }
      this.#options.segment({
        name,
        duration,
        at: this.#startedAtUnix + this.#length * 1_000,
        init: initName(this.#options.files),
        discontinuous: this.#known === 0,
      });
      this.#known++;
      this.#length += duration;
      this.#progressAt = performance.now();
    }
  }

  #fail(reason: string): void {
    if (this.#over) {
      return;
    }
    const words = this.#lastWords.join(' | ');
    void this.end();
    this.#options.logger.warn({ pid: this.pid, reason, ffmpeg: words }, 'HLS encoder is gone');
    this.#options.ended(reason);
  }

  #release(): void {
    this.#over = true;
    if (this.#timer !== null) {
      clearInterval(this.#timer);
    }
    this.#watcher?.close();
    this.#inlets.forEach((inlet) => inlet.close());
    this.#picture = null;
    this.#voices = [];
  }
}
