import { roomMetadata, roomOfPage, type RoomPageProps } from '@/app/room-address';
import { Meeting } from './meeting';

interface Props extends RoomPageProps {
  readonly searchParams: Promise<{ readonly kind?: string | string[] }>;
}

export const generateMetadata = roomMetadata;

export default async function Page(props: Props) {
  const { kind } = await props.searchParams;
  return <Meeting roomId={await roomOfPage(props, '/r', kind === 'broadcast' ? '?kind=broadcast' : '')} />;
}
