'use client';

import { fetchServerConfig } from '@plenary/client/server-config';
import { useEffect, useState } from 'react';

/** Who may come in: `open`: whoever has a link; `closed`: those with an invitation. */
export type ServerAccess = 'open' | 'closed';

/** @returns `null` until it is known; `open` where it can't be, as the door will say more */
export function useServerAccess(): ServerAccess | null {
  const [access, setAccess] = useState<ServerAccess | null>(null);
  useEffect(() => {
    let isCurrent = true;
    fetchServerConfig(window.location.origin).then(
      ({ tokenRequired }) => isCurrent && setAccess(tokenRequired ? 'closed' : 'open'),
      () => isCurrent && setAccess('open'),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  return access;
}
