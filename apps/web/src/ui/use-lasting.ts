import { useEffect, useState } from 'react';

/**
 * A value that goes on for a while after it has gone, for what may be there again in a moment.
 * @param ms how long it goes on, in milliseconds
 */
export function useLasting<T>(value: T | null, ms: number): T | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) {
    setLast(value);
  }

  useEffect(() => {
    if (value !== null) {
      return undefined;
    }
    const timer = setTimeout(() => setLast(null), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);

  return value ?? last;
}
