import { useCallback, useEffect, useRef, useState } from 'react';

const SHOWN_MS = 5_000;
const MOST_AT_ONCE = 3;

export type NoticeKind = 'joined' | 'left' | 'sharing' | 'copied' | 'hand' | 'role' | 'lobby' | 'stopped' | 'refused' | 'failed';

export interface NoticeItem {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly text: string;
}

export interface NoticeQueue {
  /** Those to be seen now, oldest first. */
  readonly items: readonly NoticeItem[];
  /** Shows one for a few seconds. Keeps its identity. */
  readonly show: (kind: NoticeKind, text: string) => void;
}

/** Short messages that pass by themselves. */
export function useNotices(): NoticeQueue {
  const [items, setItems] = useState<readonly NoticeItem[]>([]);
  const nextId = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  useEffect(() => {
    const pending = timers.current;
    return () => pending.forEach(clearTimeout);
  }, []);

  const show = useCallback((kind: NoticeKind, text: string) => {
    nextId.current += 1;
    const item = { id: nextId.current, kind, text };
    // The same again stands there once.
    setItems((last) => [...last.filter((other) => other.text !== text), item].slice(-MOST_AT_ONCE));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setItems((last) => last.filter((other) => other !== item));
    }, SHOWN_MS);
    timers.current.add(timer);
  }, []);

  return { items, show };
}
