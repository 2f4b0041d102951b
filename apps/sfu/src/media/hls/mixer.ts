import type { Logger } from '../../logger.ts';
import type { ProgrammeTracks, TrackRef } from '../../rooms/ports.ts';
import { LossWatch } from './loss-watch.ts';
import { readRtp } from './rtp.ts';
import type { EncoderRun } from './run.ts';
import type { OutputCodec } from './slate.ts';
import type { OpenTap, Tap } from './tap.ts';

/** Microphones that are heard at a time. */
const VOICES = 4;
/** How often a lost packet is looked for, and a key frame asked for at the most, in milliseconds. */
const LOSS_LOOK_MS = 1_000;

export interface MixerOptions {
  readonly openTap: OpenTap;
  readonly logger: Logger;
  /** The picture to show has a codec that the current encoder does not read. */
  readonly codecWanted: (codec: OutputCodec) => void;
}

/** A track that is being tapped, or is about to be. */
interface Input {
  readonly producerId: string;
  tap: Tap | null;
  closed: boolean;
}

/**
 * Brings the tracks of the programme into the lanes of the encoder. The picture before stays until the next one's
 * first key frame is there; a voice that comes or goes is noticed by nobody else.
 */
export class Mixer {
  readonly voices = VOICES;
  readonly #options: MixerOptions;
  #programme: ProgrammeTracks = { audio: [], video: [] };
  #run: EncoderRun | null = null;
  #picture: Input | null = null;
  /** It has been tapped, and waits for its first key frame. */
  #nextPicture: Input | null = null;
  readonly #lanes: (Input | null)[] = Array.from({ length: VOICES }, () => null);
  #loss = new LossWatch();
  #lossLookedAt = -Infinity;
  #isDamaged = false;
  #closed = false;

  constructor(options: MixerOptions) {
    this.#options = options;
  }

  show(programme: ProgrammeTracks): void {
    this.#programme = programme;
    this.#bringInLine();
  }

  /** The encoder to feed from now on. */
  feed(run: EncoderRun | null): void {
    this.#run = run;
    // Taken up in the middle a video could not be decoded, so everything is tapped anew.
    this.#dropAll();
    this.#bringInLine();
  }

  /** The codec of the picture that is to be shown, as far as there is one. */
  async firstCodec(): Promise<OutputCodec> {
    const [video = null] = this.#programme.video;
    const ignored = { packet: () => undefined, closed: () => undefined };
    const tap = video === null ? null : await this.#options.openTap(video.producerId, ignored).catch(() => null);
    tap?.close();
    return tap?.codec ?? 'vp8';
  }

  tick(elapsedMs: number): void {
    if (elapsedMs - this.#lossLookedAt >= LOSS_LOOK_MS) {
      this.#lossLookedAt = elapsedMs;
      if (this.#loss.lost(elapsedMs) || this.#isDamaged) {
        this.#isDamaged = false;
        this.#picture?.tap?.requestKeyFrame();
      }
    }
  }

  /** The encoder can't make out the picture: a key frame is asked for, as often as lost packets are looked for. */
  repairPicture(): void {
    this.#isDamaged = true;
  }

  /** The picture fell silent: it comes back with a key frame. */
  renewPicture(): void {
    this.#drop(this.#picture);
    this.#picture = null;
    this.#bringInLine();
  }

  close(): void {
    this.#closed = true;
    this.#dropAll();
  }

  #bringInLine(): void {
    if (this.#run !== null && !this.#closed) {
      this.#bringPicture(this.#programme.video[0] ?? null);
      this.#bringVoices(this.#programme.audio);
    }
  }

  #bringPicture(video: TrackRef | null): void {
    if (this.#nextPicture !== null && this.#nextPicture.producerId !== video?.producerId) {
      this.#drop(this.#nextPicture);
      this.#nextPicture = null;
    }
    if (video === null) {
      this.#drop(this.#picture);
      this.#picture = null;
      this.#run?.picture?.end();
    } else if (this.#picture?.producerId !== video.producerId && this.#nextPicture === null) {
      this.#openPicture(video.producerId);
    }
  }

  #openPicture(producerId: string): void {
    const input: Input = { producerId, tap: null, closed: false };
    this.#nextPicture = input;
    void this.#open(input, (packet) => this.#pictureCame(input, packet), () => this.#pictureGone(input));
  }

  #pictureCame(input: Input, packet: Buffer): void {
    const run = this.#run;
    if (run === null || run.picture === null) {
      return;
    }
    if (input === this.#nextPicture) {
      this.#drop(this.#picture);
      this.#picture = input;
      this.#nextPicture = null;
      this.#loss = new LossWatch();
      run.picture.begin();
    }
    const elapsed = run.elapsedMs;
    const sequence = readRtp(packet)?.sequence;
    if (sequence !== undefined) {
      this.#loss.seen(sequence, elapsed);
    }
    run.picture.push(packet, elapsed);
  }

  #pictureGone(input: Input): void {
    if (input === this.#picture) {
      this.#picture = null;
      this.#run?.picture?.end();
    } else if (input === this.#nextPicture) {
      this.#nextPicture = null;
    }
  }

  #bringVoices(wanted: readonly TrackRef[]): void {
    const heard = wanted.slice(0, VOICES).map(({ producerId }) => producerId);
    this.#lanes.forEach((input, lane) => {
      if (input !== null && !heard.includes(input.producerId)) {
        this.#drop(input);
        this.#leaveLane(lane);
      }
    });
    for (const producerId of heard) {
      const lane = this.#lanes.indexOf(null);
      if (lane >= 0 && this.#lanes.every((input) => input?.producerId !== producerId)) {
        this.#openVoice(producerId, lane);
      }
    }
  }

  #openVoice(producerId: string, lane: number): void {
    const input: Input = { producerId, tap: null, closed: false };
    this.#lanes[lane] = input;
    const came = (packet: Buffer): void => {
      const run = this.#run;
      run?.voices[lane]?.push(packet, run.elapsedMs);
    };
    void this.#open(input, came, () => this.#lanes[lane] === input && this.#leaveLane(lane));
  }

  #leaveLane(lane: number): void {
    this.#lanes[lane] = null;
    this.#run?.voices[lane]?.reset();
  }

  /** One that could not be tapped counts as gone. */
  async #open(input: Input, packet: (packet: Buffer) => void, gone: () => void): Promise<void> {
    const closed = (): void => {
      input.closed = true;
      gone();
    };
    try {
      const tap = await this.#options.openTap(input.producerId, {
        packet: (data) => !input.closed && packet(data),
        closed,
      });
      if (input.closed) {
        tap.close();
        return;
      }
      input.tap = tap;
      if (tap.codec !== null && tap.codec !== this.#run?.codec) {
        this.#options.codecWanted(tap.codec);
        return;
      }
      await tap.start();
    } catch (error) {
      // The track ended in this moment, or is of a codec that the encoder can't read. The next change tries again.
      this.#options.logger.debug({ producerId: input.producerId, err: error }, 'track not taken into the HLS output');
      if (!input.closed) {
        closed();
      }
    }
  }

  #drop(input: Input | null): void {
    if (input !== null) {
      input.closed = true;
      input.tap?.close();
    }
  }

  #dropAll(): void {
    [this.#picture, this.#nextPicture, ...this.#lanes].forEach((input) => this.#drop(input));
    this.#picture = null;
    this.#nextPicture = null;
    this.#lanes.fill(null);
  }
}
