import { VIDEO_CODECS, type RtpCapabilities, type ServerConfig, type TrackSource, type VideoCodec } from '@plenary/protocol';
import type { types } from 'mediasoup-client';
import type { MakesLayers } from './layer-support.ts';

/**
 * Chromium estimates its uplink at no less than this, in kbit/s: a small picture and a voice. Loss by chance, as on a
 * poor radio link, looks like congestion to it, and without a floor it would stop sending pictures.
 */
const MIN_KBPS = 150;

/** How a source is sent: what mediasoup-client's `transport.produce` takes beside the track. */
export type SendOptions = Pick<types.ProducerOptions, 'encodings' | 'codecOptions' | 'codec'>;

/** What this browser can do, and what the deployment lets it send. */
export interface SendAbilities {
  readonly bitrates: ServerConfig['bitrates'];
  readonly capabilities: RtpCapabilities;
  readonly makesLayers: MakesLayers;
}

/** How a camera's bitrate is shared by its layers: a quarter, half and full size. */
export const LAYER_SHARES = [0.08, 0.25, 0.67] as const;
/** Three sizes in one stream, which depend on each other in key frames only: a viewer is sent just its own. */
const SIZES = 'L3T3_KEY';
/** Told for each simulcast layer: where one has a frame rate of its own, Chromium takes the others' from it too. */
const CAMERA_FPS = 30;
/** One size, three frame rates. */
const RATES = 'L1T3';

/**
 * The codec that a video is really sent with in a room that wants another: VP8 where this browser can't encode
 * what is wanted, and the first common one where not even that. VP9 has sizes as SVC only (mediasoup routes no
 * simulcast of it): for a camera a browser without SVC sends VP8. `null` leaves the choice to mediasoup-client.
 */
export function codecToSend(
  source: 'camera' | 'screen',
  wanted: VideoCodec,
  { capabilities, makesLayers }: SendAbilities,
): VideoCodec | null {
  const usable = (codec: VideoCodec): boolean => capabilityOf(codec, capabilities) !== undefined;
  const inSizes = source === 'screen' || wanted !== 'vp9' || makesLayers(wanted, SIZES);
  return usable(wanted) && inSizes ? wanted : (['vp8', ...VIDEO_CODECS] as const).find(usable) ?? null;
}

/**
 * Camera: three sizes, by simulcast or SVC, so that each viewer can be given what fits; AV1 in one, the largest that
 * anyone shows.
 * Screen: one size, as text has to be legible.
 * Mic: discontinuous transmission and in-band forward error correction; screen sound: stereo, never interrupted.
 *
 * @param codec of a video; see `codecToSend`
 */
export function sendOptions(source: TrackSource, codec: VideoCodec | null, abilities: SendAbilities): SendOptions {
  const { bitrates } = abilities;
  switch (source) {
    case 'camera':
      return { encodings: cameraEncodings(codec, abilities), ...videoOptions(codec, abilities) };
    case 'screen':
      return { encodings: [screenEncoding(codec, abilities)], ...videoOptions(codec, abilities) };
    case 'mic':
      return { encodings: [{ maxBitrate: bitrates.mic }], codecOptions: { opusDtx: true, opusFec: true, opusStereo: false } };
    case 'screenAudio':
      return {
        encodings: [{ maxBitrate: bitrates.screenAudio }],
        codecOptions: { opusDtx: false, opusFec: true, opusStereo: true, opusMaxAverageBitrate: bitrates.screenAudio },
      };
    default:
      return source satisfies never;
  }
}

function cameraEncodings(codec: VideoCodec | null, { bitrates, makesLayers }: SendAbilities): types.RtpEncodingParameters[] {
  if (codec === 'vp9') {
    return [{ maxBitrate: bitrates.camera, scalabilityMode: SIZES }];
  }
  if (codec === 'av1') {
    // Chromium can't decode AV1 of more sizes without the dependency descriptor, which mediasoup 3.27 reads but
    // does not forward (mediasoup#1632): every picture fails and asks for a key frame.
    return [{ maxBitrate: bitrates.camera, ...ratesOf(codec, makesLayers) }];
  }
  // Every browser that encodes VP8 in layers does so in these; of H.264 some encoders make one frame rate only.
  const scalabilityMode = codec === 'h264' && !makesLayers(codec, RATES) ? 'L1T1' : RATES;
  return LAYER_SHARES.map((share, i) => ({
    rid: ['q', 'h', 'f'][i] as string,
    scaleResolutionDownBy: 2 ** (LAYER_SHARES.length - 1 - i),
    maxBitrate: Math.round(bitrates.camera * share),
    maxFramerate: CAMERA_FPS,
    scalabilityMode,
  }));
}

function screenEncoding(codec: VideoCodec | null, { bitrates, makesLayers }: SendAbilities): types.RtpEncodingParameters {
  // VP8 and H.264 without a scalability mode: mediasoup takes a lone encoding with temporal layers for SVC.
  return { maxBitrate: bitrates.screen, ...(codec === 'vp9' || codec === 'av1' ? ratesOf(codec, makesLayers) : {}) };
}

function ratesOf(codec: VideoCodec, makesLayers: MakesLayers): { scalabilityMode?: string } {
  return makesLayers(codec, RATES) ? { scalabilityMode: RATES } : {};
}

function videoOptions(codec: VideoCodec | null, { capabilities }: SendAbilities): Omit<SendOptions, 'encodings'> {
  const capability = codec === null ? undefined : capabilityOf(codec, capabilities);
  return {
    codecOptions: { videoGoogleStartBitrate: 1_000, videoGoogleMinBitrate: MIN_KBPS },
    ...(capability === undefined ? {} : { codec: capability as types.RtpCodecCapability }),
  };
}

type Capability = NonNullable<RtpCapabilities['codecs']>[number];

function capabilityOf(codec: VideoCodec, capabilities: RtpCapabilities): Capability | undefined {
  return capabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`);
}
