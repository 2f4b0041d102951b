import { generateRouterRtpCapabilities } from 'mediasoup/ortc';
import type { types } from 'mediasoup';
import { MEDIA_CODECS } from '../codecs.ts';
import { OUTPUT_CODECS, type OutputCodec } from './slate.ts';
import { closeAnyway } from '../worker-process.ts';

/** The packets of one track, as they come, on their way into this process. */
export interface Tap {
  /** `null` for sound. */
  readonly codec: OutputCodec | null;
  /** Lets it flow; a video begins with a key frame. */
  start(): Promise<void>;
  requestKeyFrame(): void;
  close(): void;
}

export interface TapEvents {
  packet(packet: Buffer): void;
  /** The track has ended, or its worker. Not told after `close`. */
  closed(): void;
}

/** Taps a track of the room by its producer's id; nothing flows before `start`. Rejects when the track has ended or can't be read. */
export type OpenTap = (producerId: string, events: TapEvents) => Promise<Tap>;

const codecOf = (mimeType: string): OutputCodec | null =>
  OUTPUT_CODECS.find((codec) => `video/${codec}` === mimeType.toLowerCase()) ?? null;

/** What the encoder reads: no header extensions, and no packets sent again beside the stream. */
const CAPABILITIES: types.RtpCapabilities = {
  codecs: (generateRouterRtpCapabilities(MEDIA_CODECS).codecs ?? [])
    .filter(({ kind, mimeType }) => mimeType === 'audio/opus' || (kind === 'video' && codecOf(mimeType) !== null))
    .map((codec) => ({ ...codec, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] })),
  headerExtensions: [],
};

/** @param router where the track is published, so that it needs no pipe */
export async function openTap(router: types.Router, producerId: string, events: TapEvents): Promise<Tap> {
  if (!router.canConsume({ producerId, rtpCapabilities: CAPABILITIES })) {
    throw new Error('the track can’t be read by the encoder');
  }
  const transport = await router.createDirectTransport();
  let closed = false;
  const close = (): void => {
    closed = true;
    closeAnyway(transport);
  };
  try {
    const consumer = await transport.consume({ producerId, rtpCapabilities: CAPABILITIES, paused: true });
    consumer.on('rtp', (packet) => {
      if (!closed) {
        events.packet(packet);
      }
    });
    consumer.observer.once('close', () => {
      if (!closed) {
        close();
        events.closed();
      }
    });
    return {
      codec: codecOf(consumer.rtpParameters.codecs[0]?.mimeType ?? ''),
      start: () => consumer.resume(),
      // A failure means that the track is gone, which `closed` tells.
      requestKeyFrame: () => void consumer.requestKeyFrame().catch(() => undefined),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
