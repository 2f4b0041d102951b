import { useEffect, useState } from 'react';

/** What passes sooner is not worth a word, in milliseconds: words that come and go at once only alarm. */
const LASTING_MS = 1_000;

/** Whether something has held for so long that it should be told. It ends without delay. */
export function useLasting(holds: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  if (lasts && !holds) {
    setLasts(false);
  }
  useEffect(() => {
    if (!holds) {
      return undefined;
    }
    const timer = setTimeout(() => setLasts(true), LASTING_MS);
    return () => clearTimeout(timer);
  }, [holds]);
  return lasts && holds;
}
