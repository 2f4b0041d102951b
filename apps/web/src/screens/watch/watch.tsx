'use client';

import dynamic from 'next/dynamic';
import { LoadingPage } from '@/ui/loading-page';
import type { WatchScreenProps } from './watch-screen';
import styles from './watch.module.css';

// The remembered name and WebRTC exist in the browser only: nothing of it renders on the server.
const WatchFlow = dynamic(() => import('./watch-flow').then((module) => module.WatchFlow), {
  ssr: false,
  // Dark from the first moment on, as the player is.
  loading: () => (
    <div data-theme="dark" className={styles.loading}>
      <LoadingPage />
    </div>
  ),
});

/** The viewing page of a room. A different room is a different call. */
export function Watch(props: WatchScreenProps) {
  return <WatchFlow key={props.roomId} {...props} />;
}
