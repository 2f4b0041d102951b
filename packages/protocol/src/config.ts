import { z } from 'zod';
import { rtpCapabilitiesSchema } from './rtp.ts';

/**
 * What a page needs before anyone clicks "Join": `GET /api/v1/config`. The codec configuration is fixed per
 * deployment, so a client loads its device from it and saves the round trip after the click.
 */
export const serverConfigSchema = z.object({
  protocol: z.int(),
  rtpCapabilities: rtpCapabilitiesSchema,
  /** Whether nobody comes in without a token. */
  tokenRequired: z.boolean(),
  /** Participants that one room takes. */
  maxPeersPerRoom: z.int(),
  /** Upper bounds of what one participant may send, in bit/s; the server enforces the sum. */
  bitrates: z.object({ camera: z.int(), screen: z.int(), mic: z.int(), screenAudio: z.int() }),
});

export type ServerConfig = z.infer<typeof serverConfigSchema>;
