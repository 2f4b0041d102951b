import { hlsPath, type RoomId } from '@plenary/protocol';
import { withJoinToken } from '@/call';

function authorization(roomId: RoomId): Record<string, string> {
  const { token } = withJoinToken(roomId);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** Whether the room has a playlist for whoever asks; `null` where no answer came. */
export async function isSentOut(roomId: RoomId): Promise<boolean | null> {
  const headers = authorization(roomId);
  return await fetch(hlsPath(roomId), { method: 'HEAD', headers }).then((response) => response.ok, () => null);
}

/**
 * Where the room's playlist is to be had. With a token, the address has a ticket in it that was given for it: the
 * browser's own players send no header.
 * @throws when it is not to be had
 */
export async function playlistAddress(roomId: RoomId): Promise<string> {
  const headers = authorization(roomId);
  if (headers['authorization'] === undefined) {
    return hlsPath(roomId);
  }
  const response = await fetch(`/hls/${roomId}/ticket`, { method: 'POST', headers });
  if (!response.ok) {
    throw new Error(`the server answered ${response.status}`);
  }
  return ((await response.json()) as { readonly url: string }).url;
}
