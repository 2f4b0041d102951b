'use client';

import type { LocalTrackState } from '@plenary/client';
import { useEffect, useState } from 'react';
import { CallProvider, browserSupport, useCall, useCallState, useTokenLink } from '@/call';
import { CallScreen } from '@/screens/call';
import { Left } from '@/screens/left/left';
import { Prejoin } from '@/screens/prejoin/prejoin';
import { Unsupported } from '@/screens/prejoin/unsupported';

/** Prejoin, call and leave page of one room: one page, so that the call lives on from one to the next. */
export function MeetingFlow({ roomId }: { readonly roomId: string }) {
  useTokenLink(roomId);
  if (browserSupport() === 'noWebRtc') {
    return <Unsupported />;
  }
  return (
    <CallProvider>
      <Stations roomId={roomId} />
    </CallProvider>
  );
}

function Stations({ roomId }: { readonly roomId: string }) {
  const status = useCallState((state) => state.connection.status);
  const hasBeenIn = useCallState((state) => state.room !== null);
  const [name, setName] = useState<string | null>(null);
  const devices = useDevicesOfLastCall();

  switch (status) {
    case 'joined':
      return <CallScreen roomId={roomId} />;
    case 'reconnecting':
      // Who waits for a place may lose the connection too.
      return hasBeenIn ? <CallScreen roomId={roomId} /> : <Prejoin roomId={roomId} onJoin={setName} />;
    default:
      // A join that fails the first time leaves the person at the door, with the reason; so does one that has to wait.
      return hasBeenIn && name !== null && status !== 'waiting' && status !== 'lobby' ? (
        <Left roomId={roomId} name={name} devices={devices} />
      ) : (
        <Prejoin roomId={roomId} onJoin={setName} />
      );
  }
}

const MEANT_ON: ReadonlySet<LocalTrackState['status']> = new Set(['on', 'interrupted']);

/** Which devices were on while the call lasted. Leaving switches them off, joining again brings them back. */
function useDevicesOfLastCall(): { readonly mic: boolean; readonly camera: boolean } {
  const call = useCall();
  const inCall = useCallState(({ connection: { status } }) => status === 'joined' || status === 'reconnecting');
  const mic = useCallState((state) => MEANT_ON.has(state.local.tracks.mic.status));
  const camera = useCallState((state) => MEANT_ON.has(state.local.tracks.camera.status));
  const [last, setLast] = useState({ mic, camera });
  if (inCall && (last.mic !== mic || last.camera !== camera)) {
    setLast({ mic, camera });
  }

  const over = useCallState(({ connection, room }) => connection.status === 'closed' && room !== null);
  useEffect(() => {
    if (over) {
      // A call that the server ended leaves the devices open: nobody is to be filmed on the leave page.
      call.freeDevices();
    }
  }, [call, over]);
  return last;
}
