import { CallError, type RtpCapabilities } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Logger } from '../logger.ts';
import type { ProgrammeTracks, TrackRef } from '../rooms/ports.ts';
import { MEDIA_CODECS } from './codecs.ts';
import { PlayerRouter, layoutOf, playedCodecs } from './player-router.ts';
import { Relay } from './relay.ts';
import type { MediaWorker } from './worker-pool.ts';
import { closeAnyway } from './worker-process.ts';

/** A producer, and the router that it is on. */
export interface Origin {
  readonly router: types.Router;
  readonly producer: types.Producer;
}

export interface ProgramOptions {
  readonly logger: Logger;
  readonly originOf: (producerId: string) => Origin | undefined;
  /** The programme goes on in another codec: its players have to come again. */
  readonly ended: () => void;
}

/** Pictures are taken in their largest layer. */
const TOP_LAYERS = { spatialLayer: 2, temporalLayer: 2 };

/**
 * What a room's players are sent: one picture and one sound, which change tracks without the players' knowing. Their
 * packets pass through this process, once for each layout of payload types, however many players there are.
 */
export class ProgramFeed {
  readonly #options: ProgramOptions;
  /** By worker and layout; one that is being made is shared by all who wait for it. */
  readonly #routers = new Map<string, Promise<PlayerRouter>>();
  /** One on each router that something on air comes from. */
  readonly #taps = new Map<types.Router, Promise<types.DirectTransport>>();
  #candidates: ProgrammeTracks = { audio: [], video: [] };
  #relays: Readonly<Record<types.MediaKind, Relay>> | null = null;
  /** Of its pictures, as a media type; it stays for as long as there are players. */
  #codec = '';
  #players = 0;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  /** @returns the producers that are on air */
  show(candidates: ProgrammeTracks): readonly string[] {
    this.#candidates = candidates;
    if (this.#relays === null) {
      return [];
    }
    const video = candidates.video.find((track) => this.#codecOf(track) === this.#codec);
    if (video === undefined && candidates.video.length > 0) {
      this.#options.ended();
      return [];
    }
    const [audio] = candidates.audio;
    this.#relays.audio.show(audio?.producerId ?? null);
    this.#relays.video.show(video?.producerId ?? null);
    return [audio, video].flatMap((track) => (track === undefined ? [] : [track.producerId]));
  }

  /**
   * A place for a player. The caller gives it up with `leave`.
   * @throws {CallError} `CONFLICT`, `INCOMPATIBLE_MEDIA`
   */
  async enter(worker: MediaWorker, rtpCapabilities: RtpCapabilities): Promise<PlayerRouter> {
    const { audio, video } = this.#candidates;
    if (this.#relays === null && audio.length + video.length === 0) {
      throw new CallError('CONFLICT', 'Nobody publishes in this room at the moment.');
    }
    const relays = this.#relays ??= this.#begin();
    this.#players++;
    try {
      const codecs = playedCodecs(rtpCapabilities, this.#codec);
      const key = `${worker.index} ${layoutOf(codecs)}`;
      let making = this.#routers.get(key);
      if (making === undefined) {
        making = PlayerRouter.create(worker, codecs, relays);
        this.#routers.set(key, making);
        making.then(
          (router) => router.router.observer.once('close', () => this.#forget(key, making)),
          () => this.#forget(key, making),
        );
      }
      const router = await making;
      router.players++;
      this.show(this.#candidates);
      return router;
    } catch (error) {
      this.#left();
      throw error;
    }
  }

  leave(router: PlayerRouter): void {
    router.players--;
    if (router.players === 0) {
      router.close();
    }
    this.#left();
  }

  close(): void {
    this.#end();
    this.#routers.forEach((making) => void making.then((router) => router.close(), () => undefined));
    this.#routers.clear();
  }

  #begin(): Readonly<Record<types.MediaKind, Relay>> {
    const [video] = this.#candidates.video;
    const fallback = MEDIA_CODECS.find(({ kind }) => kind === 'video')?.mimeType.toLowerCase() ?? '';
    this.#codec = (video === undefined ? undefined : this.#codecOf(video)) ?? fallback;
    const open = (producerId: string): Promise<types.Consumer> => this.#tap(producerId);
    const failed = (producerId: string, err: unknown): void =>
      this.#options.logger.debug({ producerId, err }, 'a track could not be put on air');
    return {
      audio: new Relay({ clockRate: 48_000, open, failed }),
      video: new Relay({ clockRate: 90_000, open, failed }),
    };
  }

  #left(): void {
    this.#players--;
    if (this.#players === 0) {
      this.#end();
    }
  }

  #end(): void {
    this.#relays?.audio.close();
    this.#relays?.video.close();
    this.#relays = null;
    this.#taps.forEach((tap) => void tap.then(closeAnyway, () => undefined));
    this.#taps.clear();
  }

  #codecOf({ producerId }: TrackRef): string | undefined {
    return this.#options.originOf(producerId)?.producer.rtpParameters.codecs[0]?.mimeType.toLowerCase();
  }

  /** A consumer of a track whose packets come to this process. */
  async #tap(producerId: string): Promise<types.Consumer> {
    const router = this.#options.originOf(producerId)?.router;
    if (router === undefined) {
      throw new Error('the track has ended');
    }
    let tap = this.#taps.get(router);
    if (tap === undefined) {
      tap = router.createDirectTransport();
      this.#taps.set(router, tap);
      router.observer.once('close', () => this.#taps.delete(router));
      tap.catch(() => this.#taps.delete(router));
    }
    const transport = await tap;
    return await transport.consume({
      producerId,
      rtpCapabilities: router.rtpCapabilities,
      paused: true,
      enableRtx: false,
      preferredLayers: TOP_LAYERS,
    });
  }

  #forget(key: string, making: Promise<PlayerRouter> | undefined): void {
    if (this.#routers.get(key) === making) {
      this.#routers.delete(key);
    }
  }
}
