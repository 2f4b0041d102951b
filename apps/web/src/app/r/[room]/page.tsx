import { parseRoomId } from '@plenary/protocol';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { Meeting } from './meeting';

interface Props {
  readonly params: Promise<{ readonly room: string }>;
  /** `kind`: what the room is to become, for its first host. */
  readonly searchParams: Promise<{ readonly kind?: string | readonly string[] }>;
}

/** The room code in the address, or `null` when there is none in it. */
async function roomOf({ params }: Pick<Props, 'params'>): Promise<{ readonly given: string; readonly roomId: string | null }> {
  const { room } = await params;
  try {
    const given = decodeURIComponent(room);
    return { given, roomId: parseRoomId(given) };
  } catch {
    // A broken percent-encoding.
    return { given: room, roomId: null };
  }
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { roomId } = await roomOf(props);
  // Whoever knows a code may come in: search engines are to forget it.
  return { robots: { index: false, follow: false }, ...(roomId === null ? {} : { title: roomId }) };
}

export default async function Page(props: Props) {
  const { given, roomId } = await roomOf(props);
  const { kind } = await props.searchParams;
  if (roomId === null) {
    notFound();
  }
  if (roomId !== given) {
    redirect(`/r/${roomId}${kind === 'broadcast' ? '?kind=broadcast' : ''}`);
  }
  return <Meeting roomId={roomId} />;
}
