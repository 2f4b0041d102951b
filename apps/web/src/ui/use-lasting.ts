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

/**
 * The same for each word of a list that is joined by commas: those there are, and those that there were before its last
 * changes, in an order of their own.
 */
export function useLastingWords(list: string, ms: number): readonly string[] {
  const [before, setBefore] = useState(list);

  useEffect(() => {
    const timer = setTimeout(() => setBefore(list), ms);
    return () => clearTimeout(timer);
  }, [list, ms]);

  return [...new Set([...list.split(','), ...before.split(',')])].filter((word) => word !== '').sort();
}
