import { roomMetadata, roomOfPage, type RoomPageProps } from '@/app/room-address';
import { Watch } from '@/screens/watch/watch';

export const generateMetadata = roomMetadata;

/** The player alone, for frames of other sites. Which sites may show it is decided by the server in front. */
export default async function Page(props: RoomPageProps) {
  return <Watch roomId={await roomOfPage(props, '/embed')} kind="embed" />;
}
