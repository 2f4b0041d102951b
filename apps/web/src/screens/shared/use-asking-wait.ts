import type { CallState } from '@plenary/client';
import type { CallError } from '@plenary/protocol';
import { useEffect, useState } from 'react';
import { useCallState } from '@/call';

const selectError = ({ connection }: CallState) => (connection.status === 'closed' ? connection.error : undefined);

/** Often enough for a countdown in seconds, in milliseconds. */
const RENEWED_MS = 250;

/** Seconds until who was turned away in the lobby may ask again; 0: now, or nobody was turned away. */
export function useAskingWait(): number {
  const error = useCallState(selectError);
  const seconds = error?.retryAfterSeconds ?? 0;
  const [counted, setCounted] = useState<{ readonly error: CallError | undefined; readonly left: number } | null>(null);

  useEffect(() => {
    if (seconds === 0) {
      return undefined;
    }
    const until = Date.now() + seconds * 1_000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
      setCounted((last) => (last?.error === error && last?.left === left ? last : { error, left }));
      if (left === 0) {
        clearInterval(timer);
      }
    }, RENEWED_MS);
    return () => clearInterval(timer);
  }, [error, seconds]);

  return counted !== null && counted.error === error ? counted.left : seconds;
}
