'use client';

import { Call } from '@plenary/client';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { clientId } from './client-id';
import { encryptionByLink, linkKey } from './link-key';
import { ViewWatcher } from './view/view-watcher';

interface Provided {
  readonly call: Call;
  readonly viewWatcher: ViewWatcher;
}

const CallContext = createContext<Provided | null>(null);

/**
 * Makes one `Call` to the page's own origin and keeps it for as long as it is mounted; unmounting releases the
 * devices and the connection. It reads `window`: render it in the browser only.
 */
export function CallProvider({ children }: { readonly children: ReactNode }) {
  const [provided] = useState(provide);
  const { call } = provided;
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
      if (status === 'lobby' || status === 'joining' || status === 'joined' || status === 'reconnecting') {
        call.leave(true).catch(() => undefined);
      }
    };
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [call]);

  useEffect(() => {
    // A link pasted over the address of its own room loads nothing by itself: its key would go unused.
    const key = linkKey();
    const changed = () => linkKey() !== key && window.location.reload();
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);

  return <CallContext value={provided}>{children}</CallContext>;
}

function provide(): Provided {
  const call = new Call({ url: window.location.origin, clientId: clientId(), encryption: encryptionByLink() });
  const viewWatcher = new ViewWatcher((tiles) => {
    // The last tiles go when the call is over: that says nothing about the next one.
    const { status } = call.getState().connection;
    if (status === 'joined' || status === 'reconnecting') {
      call.setView(tiles);
    }
  });
  return { call, viewWatcher };
}

function useProvided(): Provided {
  const provided = useContext(CallContext);
  if (provided === null) {
    throw new Error('there is no CallProvider above');
  }
  return provided;
}

/** The call of the nearest `CallProvider`. */
export function useCall(): Call {
  return useProvided().call;
}

export function useViewWatcher(): ViewWatcher {
  return useProvided().viewWatcher;
}
