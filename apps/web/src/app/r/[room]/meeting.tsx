'use client';

import dynamic from 'next/dynamic';
import { LoadingPage } from '@/ui/loading-page';

// Devices, the remembered name and WebRTC exist in the browser only: nothing of it renders on the server.
const MeetingFlow = dynamic(() => import('./meeting-flow').then((module) => module.MeetingFlow), {
  ssr: false,
  loading: () => <LoadingPage />,
});

/** A meeting from its door to its end. A different room is a different call. */
export function Meeting({ roomId }: { readonly roomId: string }) {
  return <MeetingFlow key={roomId} roomId={roomId} />;
}
