import { z } from 'zod';

/**
 * How a room's HLS output is: `starting` until the first segment, `live`, `restarting` while a new encoder takes the
 * place of one that ended, and `failed` when it gave up, with the reason. Stopped, there is none.
 */
export const hlsStatusSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('starting') }),
  z.object({ status: z.literal('live') }),
  z.object({ status: z.literal('restarting') }),
  z.object({ status: z.literal('failed'), reason: z.string() }),
]);
export type HlsStatus = z.infer<typeof hlsStatusSchema>;

/** Where a room's playlist is, below the server's address. */
export function hlsPath(roomId: string): string {
  return `/hls/${roomId}/index.m3u8`;
}
