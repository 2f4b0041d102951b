import { z } from 'zod';
import { opaqueIdSchema, roomIdSchema } from './ids.ts';

/** Where a client says that it has left when it can't say so over its socket: `POST`, answered with 204. */
export const FAREWELL_PATH = '/api/v1/leave';

export const farewellSchema = z.strictObject({ roomId: roomIdSchema, resumeToken: opaqueIdSchema });

export type Farewell = z.infer<typeof farewellSchema>;
