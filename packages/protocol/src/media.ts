import { z } from 'zod';
import { opaqueIdSchema } from './ids.ts';
import { iceServerSchema, transportOptionsSchema } from './rtp.ts';
import { consumerSchema } from './state.ts';

/** Everything that a client needs for its ends of a peer’s media. */
export const mediaParametersSchema = z.object({
  sendTransport: transportOptionsSchema.nullable(),
  recvTransport: transportOptionsSchema,
  iceServers: z.array(iceServerSchema),
  consumers: z.array(consumerSchema),
});
/** The highest spatial layer that anyone wants of a video; see `layersWanted`. */
export const layersWantedSchema = z.object({ producerId: opaqueIdSchema, maxSpatialLayer: z.int().min(-1).max(2) });
