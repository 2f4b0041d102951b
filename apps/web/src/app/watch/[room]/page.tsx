import { roomMetadata, roomOfPage, type RoomPageProps } from '@/app/room-address';
import { Watch } from '@/screens/watch/watch';

export const generateMetadata = roomMetadata;

export default async function Page(props: RoomPageProps) {
  return <Watch roomId={await roomOfPage(props, '/watch')} kind="page" />;
}
