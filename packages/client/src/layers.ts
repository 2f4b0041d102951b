import type { types } from 'mediasoup-client';
import { LAYER_SHARES } from './encodings.ts';

/** What a browser's encoding is switched by (W3C WebRTC and WebRTC-SVC, RTCRtpEncodingParameters). */
interface Switch {
  readonly active: boolean;
  readonly scalabilityMode?: string;
  readonly scaleResolutionDownBy?: number;
  readonly maxBitrate?: number;
  readonly maxFramerate?: number;
}

/** A simulcast layer that nobody watches: enough for the server to take it for alive, at next to no cost of encoding. */
const IDLE = {
  /** Servers take a stream for ended after 1.5 s without packets (mediasoup). */
  maxFramerate: 1,
  /** In bit/s. */
  maxBitrate: 60_000,
  /** Of one temporal layer, as the change from one to several makes Chromium take up another frame rate at once. */
  scalabilityMode: 'L1T1',
} as const;

/**
 * Has a sender encode only its layers up to a spatial one; -1 stops all of them. It needs no negotiation.
 *
 * Simulcast layers are encodings of their own. Those above go on at one frame a second: a server that meets a layer
 * anew watches it for two seconds before it sends it to anyone (mediasoup), and a picture made large would stay
 * blurred for as long. In a browser that knows nothing of scalability modes (Firefox) they are stopped all the same:
 * once slowed down it does not take up a layer's frame rate again, and whoever is sent it would see one frame a second.
 * Layers in one encoding (SVC) go by its mode: one with fewer takes the place of the full one, and the picture is
 * scaled down, so that those that are left keep their sizes and bitrates. Viewers of them notice a key frame, no more.
 * A camera of one size is scaled likewise, to the size of the layer that is wanted.
 *
 * @param full the encodings that the sender was made with
 */
export async function limitLayers(
  sender: RTCRtpSender,
  full: readonly types.RtpEncodingParameters[],
  maxSpatialLayer: number,
): Promise<void> {
  const parameters = sender.getParameters();
  const [lone] = full;
  let changed = false;
  parameters.encodings.forEach((encoding, layer) => {
    const wanted = full.length === 1 && lone !== undefined
      ? loneUpTo(lone, maxSpatialLayer)
      : layerUpTo(takesUpRates(encoding) ? full[layer] : undefined, layer, maxSpatialLayer);
    // Unset counts as active.
    const current: Switch = { ...encoding, active: encoding.active ?? true };
    if ((Object.keys(wanted) as (keyof Switch)[]).some((key) => wanted[key] !== current[key])) {
      Object.assign(encoding, wanted);
      changed = true;
    }
  });
  if (changed) {
    await sender.setParameters(parameters);
  }
}

/** All layers are made with a mode; a browser that has none drops it. */
const takesUpRates = (encoding: RTCRtpEncodingParameters): boolean => 'scalabilityMode' in encoding;

/** @param full `undefined` where the layer can only be on or off */
function layerUpTo(full: types.RtpEncodingParameters | undefined, layer: number, maxSpatialLayer: number): Switch {
  if (full === undefined || maxSpatialLayer < 0) {
    return { active: layer <= maxSpatialLayer };
  }
  const { maxFramerate, maxBitrate, scalabilityMode } = layer <= maxSpatialLayer ? full : IDLE;
  // A rate that was not set at first could not be taken back.
  return {
    active: true,
    ...(full.maxFramerate === undefined || maxFramerate === undefined ? {} : { maxFramerate }),
    ...(full.maxBitrate === undefined || maxBitrate === undefined ? {} : { maxBitrate }),
    ...(full.scalabilityMode === undefined || scalabilityMode === undefined ? {} : { scalabilityMode }),
  };
}

function loneUpTo({ scalabilityMode, maxBitrate }: types.RtpEncodingParameters, maxSpatialLayer: number): Switch {
  if (maxSpatialLayer < 0) {
    return { active: false };
  }
  const kept = Math.min(LAYER_SHARES.length, maxSpatialLayer + 1);
  const share = LAYER_SHARES.slice(0, kept).reduce((sum, one) => sum + one, 0);
  return {
    active: true,
    scaleResolutionDownBy: 2 ** (LAYER_SHARES.length - kept),
    ...(scalabilityMode === undefined ? {} : { scalabilityMode: withLayers(scalabilityMode, kept) }),
    ...(maxBitrate === undefined ? {} : { maxBitrate: Math.round(maxBitrate * share) }),
  };
}

/** `L3T3_KEY` with two layers is `L2T3_KEY`, with one `L1T3`, which has none to depend on. */
function withLayers(scalabilityMode: string, kept: number): string {
  const spatial = Math.min(Number(scalabilityMode[1]), kept);
  const rates = scalabilityMode.slice(2);
  return `L${spatial}${spatial === 1 ? rates.replace('_KEY', '') : rates}`;
}
