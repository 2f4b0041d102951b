import { CallError, type RtpCapabilities } from '@plenary/protocol';
import type { types } from 'mediasoup';
import { MEDIA_CODECS, PAYLOAD_TYPES } from './codecs.ts';
import type { Relay } from './relay.ts';
import { asksForKeyFrame } from './splice.ts';
import type { MediaWorker } from './worker-pool.ts';
import { closeAnyway } from './worker-process.ts';

/** A codec of the programme, with the payload type under which a player knows it. */
export interface PlayedCodec {
  readonly kind: types.MediaKind;
  readonly codec: types.RouterRtpCodecCapability & { readonly preferredPayloadType: number };
}

/**
 * What of the programme a player can be sent.
 * @param videoCodec of the programme, as a media type
 * @throws {CallError} `INCOMPATIBLE_MEDIA`
 */
export function playedCodecs({ codecs = [] }: RtpCapabilities, videoCodec: string): PlayedCodec[] {
  return (['audio', 'video'] as const).flatMap((kind) => {
    const offered = codecs.filter((codec) => codec.kind === kind);
    if (offered.length === 0) {
      return [];
    }
    const wanted = kind === 'audio' ? 'audio/opus' : videoCodec;
    const same = ({ mimeType }: { mimeType: string }): boolean => mimeType.toLowerCase() === wanted.toLowerCase();
    const payloadType = offered.find(same)?.preferredPayloadType;
    const codec = MEDIA_CODECS.find(same);
    if (payloadType === undefined || codec === undefined) {
      throw new CallError('INCOMPATIBLE_MEDIA', `This room is in ${wanted} at the moment.`);
    }
    return [{ kind, codec: { ...codec, preferredPayloadType: payloadType } }];
  });
}

/** Players with the same layout can share a router. */
export const layoutOf = (codecs: readonly PlayedCodec[]): string =>
  codecs.map(({ codec }) => `${codec.mimeType}=${codec.preferredPayloadType}`).join(' ');

/**
 * A router for players that number their payload types alike. mediasoup sends what a router calls a codec, and a
 * player that made the offer takes nothing but the numbers in it: so each layout has a router of its own, and the
 * programme is brought to it by this process.
 */
export class PlayerRouter {
  readonly worker: MediaWorker;
  readonly router: types.Router;
  readonly producers: readonly types.Producer[];
  readonly #unfeed: readonly (() => void)[];
  /** Players on it, those on their way included. */
  players = 0;

  private constructor(worker: MediaWorker, router: types.Router, producers: types.Producer[], unfeed: (() => void)[]) {
    this.worker = worker;
    this.router = router;
    this.producers = producers;
    this.#unfeed = unfeed;
  }

  static async create(
    worker: MediaWorker,
    codecs: readonly PlayedCodec[],
    relays: Readonly<Record<types.MediaKind, Relay>>,
  ): Promise<PlayerRouter> {
    const router = await worker.worker.createRouter({ mediaCodecs: codecs.map(({ codec }) => codec) });
    try {
      const transport = await router.createDirectTransport();
      const producers = await Promise.all(codecs.map(({ kind, codec }) =>
        transport.produce({ kind, rtpParameters: relayed(codec, relays[kind].ssrc) })));
      transport.on('rtcp', (packet) => {
        if (asksForKeyFrame(packet)) {
          relays.video.requestKeyFrame();
        }
      });
      const unfeed = producers.map((producer) => relays[producer.kind].feed((packet) => {
        // Its worker may have ended in this moment: the players are told by others.
        if (!producer.closed) {
          producer.send(packet);
        }
      }));
      return new PlayerRouter(worker, router, producers, unfeed);
    } catch (error) {
      router.close();
      throw error;
    }
  }

  close(): void {
    this.#unfeed.forEach((unfeed) => unfeed());
    closeAnyway(this.router);
  }
}

/** As the room's routers have it; they all number codecs alike. */
function relayed(codec: PlayedCodec['codec'], ssrc: number): types.RtpParameters {
  const { mimeType, clockRate, channels, parameters = {}, kind } = codec;
  const payloadType = PAYLOAD_TYPES.get(mimeType.toLowerCase()) ?? codec.preferredPayloadType;
  return {
    codecs: [{
      mimeType,
      payloadType,
      clockRate,
      ...(channels === undefined ? {} : { channels }),
      parameters,
      // No `nack`: nothing is lost on the way here.
      rtcpFeedback: kind === 'video' ? [{ type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }] : [],
    }],
    encodings: [{ ssrc }],
    rtcp: { cname: 'plenary' },
  };
}
