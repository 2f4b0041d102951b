import { parseRoomId } from '@plenary/protocol';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';

export interface RoomPageProps {
  readonly params: Promise<{ readonly room: string }>;
}

/** The room code in the address, or `null` when there is none in it. */
async function roomOf({ params }: RoomPageProps): Promise<{ readonly given: string; readonly roomId: string | null }> {
  const { room } = await params;
  try {
    const given = decodeURIComponent(room);
    return { given, roomId: parseRoomId(given) };
  } catch {
    // A broken percent-encoding.
    return { given: room, roomId: null };
  }
}

/** What a page of a room is called. */
export async function roomMetadata(props: RoomPageProps): Promise<Metadata> {
  const { roomId } = await roomOf(props);
  // Whoever knows a code may come in: search engines are to forget it.
  return { robots: { index: false, follow: false }, ...(roomId === null ? {} : { title: roomId }) };
}

/**
 * The room that a page is about. An address that spells the code in another way leads to the usual one, and one
 * without any to "not found".
 * @param under the path before the code: `/r`
 * @param query what of the address's query goes along: `?kind=broadcast`
 */
export async function roomOfPage(props: RoomPageProps, under: string, query = ''): Promise<string> {
  const { given, roomId } = await roomOf(props);
  if (roomId === null) {
    notFound();
  }
  if (roomId !== given) {
    redirect(`${under}/${roomId}${query}`);
  }
  return roomId;
}
