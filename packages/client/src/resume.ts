import { CallError, type RequestOutput, type RoomId } from '@plenary/protocol';
import type { Signaling } from './signaling.ts';

/**
 * Asks to go on with a stay whose socket was lost.
 * @returns `null` when the server knows nothing of it any more
 * @throws {CallError} when it can't be asked, or refuses
 */
export async function askToResume(
  signaling: Pick<Signaling, 'request'>,
  roomId: RoomId,
  resumeToken: string | null,
): Promise<RequestOutput<'resume'> | null> {
  if (resumeToken === null) {
    return null;
  }
  try {
    return await signaling.request('resume', { roomId, resumeToken });
  } catch (error) {
    if (error instanceof CallError && error.code === 'NOT_FOUND') {
      return null;
    }
    throw error;
  }
}
