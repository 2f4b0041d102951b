import type { ErrorCode, PeerId, Viewer } from '@plenary/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorCodeOf, useCall } from '@/call';
import { useHands, useViewerCount } from '../hooks/use-room';

/** Typing goes on while less than this passes between two letters. */
const TYPING_MS = 300;
/** People come and go in bursts; the list follows at this rate at the most. */
const REFRESH_MS = 2_000;

export interface Audience {
  readonly viewers: readonly Viewer[];
  /** How many the query fits; `null` before the first answer. */
  readonly total: number | null;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly failure: ErrorCode | null;
  /** Fetches one more page. */
  readonly loadMore: () => void;
  /** Takes somebody off the list who was just moved away; the next fetch says it anyway. */
  readonly drop: (peerId: PeerId) => void;
}

const NOBODY = { viewers: [] as readonly Viewer[], total: null as number | null, hasMore: false };

/** The viewers whose names contain `query`, page by page, kept up to date while they are shown. Hosts only. */
export function useAudience(query: string): Audience {
  const { stage } = useCall();
  const [list, setList] = useState(NOBODY);
  const [isLoading, setLoading] = useState(true);
  const [failure, setFailure] = useState<ErrorCode | null>(null);
  const pages = useRef(1);
  const latest = useRef(0);

  const fetchPages = useCallback(
    async (wanted: string) => {
      latest.current += 1;
      const ours = latest.current;
      setLoading(true);
      try {
        let viewers: Viewer[] = [];
        let answer = await stage.listAudience(wanted);
        viewers = answer.viewers;
        for (let page = 1; page < pages.current && answer.more && ours === latest.current; page++) {
          answer = await stage.listAudience(wanted, viewers.at(-1)?.id);
          viewers = [...viewers, ...answer.viewers];
        }
        if (ours === latest.current) {
          setList({ viewers, total: answer.total, hasMore: answer.more });
          setFailure(null);
        }
      } catch (error) {
        if (ours === latest.current) {
          setFailure(errorCodeOf(error));
        }
      } finally {
        if (ours === latest.current) {
          setLoading(false);
        }
      }
    },
    [stage],
  );

  useEffect(() => {
    pages.current = 1;
    const timer = setTimeout(() => void fetchPages(query), query === '' ? 0 : TYPING_MS);
    return () => clearTimeout(timer);
  }, [fetchPages, query]);

  // What the audience does shows in its size and its hands.
  const count = useViewerCount();
  const { hands } = useHands();
  const known = useRef({ count, hands });
  const refreshedAt = useRef(0);
  useEffect(() => {
    if (known.current.count === count && known.current.hands === hands) {
      return undefined;
    }
    const wait = Math.max(0, refreshedAt.current + REFRESH_MS - performance.now());
    const timer = setTimeout(() => {
      known.current = { count, hands };
      refreshedAt.current = performance.now();
      void fetchPages(query);
    }, wait);
    return () => clearTimeout(timer);
  }, [fetchPages, query, count, hands]);

  return {
    ...list,
    isLoading,
    failure,
    loadMore: () => {
      pages.current += 1;
      void fetchPages(query);
    },
    drop: (peerId) =>
      setList((last) => ({
        ...last,
        viewers: last.viewers.filter(({ id }) => id !== peerId),
        total: last.total === null ? null : Math.max(0, last.total - (last.viewers.some(({ id }) => id === peerId) ? 1 : 0)),
      })),
  };
}
