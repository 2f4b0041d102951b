'use client';

import { fetchServerConfig } from '@plenary/client/server-config';
import { useEffect, useState } from 'react';

/** Who may come in: `open`: whoever has a link; `closed`: those with an invitation. */
export type ServerAccess = 'open' | 'closed';

/** What the server said, for as long as the page is open. */
let told: ServerAccess | null = null;

/** @returns `null` until it is known; `open` where it can't be, as the door will say more */
export function useServerAccess(): ServerAccess | null {
  const [access, setAccess] = useState<ServerAccess | null>(told);
  useEffect(() => {
    if (told !== null) {
      return undefined;
    }
    let isCurrent = true;
    fetchServerConfig(window.location.origin).then(
      ({ tokenRequired }) => {
        told = tokenRequired ? 'closed' : 'open';
        if (isCurrent) {
          setAccess(told);
        }
      },
      () => isCurrent && setAccess('open'),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  return access;
}
