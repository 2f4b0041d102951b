import type { z } from 'zod';
import { stayKeySchema } from './ids.ts';

/** Where a client says that it has left when it can't say so over its socket: `POST`, answered with 204. */
export const FAREWELL_PATH = '/api/v1/leave';

export const farewellSchema = stayKeySchema;

export type Farewell = z.infer<typeof farewellSchema>;
