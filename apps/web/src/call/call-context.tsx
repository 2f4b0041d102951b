'use client';

import { Call } from '@plenary/client';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';

const CallContext = createContext<Call | null>(null);

/**
 * Makes one `Call` to the page's own origin and keeps it for as long as it is mounted; unmounting releases the
 * devices and the connection. It reads `window`: render it in the browser only.
 */
export function CallProvider({ children }: { readonly children: ReactNode }) {
  const [call] = useState(() => new Call({ url: window.location.origin }));
  const disposal = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    clearTimeout(disposal.current);
    return () => {
      // React mounts twice in development; a call that is mounted again at once must not have been disposed of.
      disposal.current = setTimeout(() => call.dispose());
    };
  }, [call]);

  useEffect(() => {
    // The others see at once that a closed tab has left, instead of after the server's grace period.
    const leave = () => {
      const { status } = call.getState().connection;
      if (status === 'joining' || status === 'joined' || status === 'reconnecting') {
        call.leave().catch(() => undefined);
      }
    };
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [call]);

  return <CallContext value={call}>{children}</CallContext>;
}

/** The call of the nearest `CallProvider`. */
export function useCall(): Call {
  const call = useContext(CallContext);
  if (call === null) {
    throw new Error('useCall needs a CallProvider above it');
  }
  return call;
}
