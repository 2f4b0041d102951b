'use client';

import { CallProvider, browserSupport, useTokenLink } from '@/call';
import { HlsOnly } from './hls-player';
import { WatchScreen, type WatchScreenProps } from './watch-screen';

/** Watching one room: one page from its opening to its end. Reads `window`. */
export function WatchFlow(props: WatchScreenProps) {
  useTokenLink(props.roomId);
  if (browserSupport() === 'noWebRtc') {
    return <HlsOnly roomId={props.roomId} />;
  }
  return (
    <CallProvider>
      <WatchScreen {...props} />
    </CallProvider>
  );
}
