import type { CallState } from '@plenary/client';
import { LIMITS, displayNameSchema, type ErrorCode } from '@plenary/protocol';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { useCall, useCallState } from '@/call';
import { readRemembered } from '../prejoin/remembered';

/** Comes in to watch as soon as it is mounted. @returns how to try again after it failed */
export function useWatching(roomId: string): () => void {
  const call = useCall();
  const t = useTranslations('watch');
  const [name] = useState(() => rememberedName() ?? t('guest', { number: String(1_000 + Math.floor(Math.random() * 9_000)) }));

  const watch = useCallback(() => {
    const { status } = call.getState().connection;
    if (status === 'idle' || status === 'closed') {
      // What becomes of it is in the connection's state.
      call.join({ roomId, name, watch: true }).catch(() => undefined);
    }
  }, [call, roomId, name]);
  useEffect(watch, [watch]);
  useRetry(watch);

  return watch;
}

/** Errors that may be gone by themselves. Of a room that is full the viewer is asked instead. */
const PASSING: ReadonlySet<ErrorCode | undefined> = new Set(['DISCONNECTED', 'TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED']);
const RETRY_MS = 10_000;

/** Tries again after a while where that has prospects: nobody may be there to press a button. */
function useRetry(watch: () => void): void {
  const hasProspects = useCallState(({ connection }) => connection.status === 'closed' && PASSING.has(connection.error?.code));
  useEffect(() => {
    if (!hasProspects) {
      return undefined;
    }
    // Spread, so that an audience does not come back all at once.
    const timer = setTimeout(watch, RETRY_MS * (0.5 + Math.random()));
    return () => clearTimeout(timer);
  }, [hasProspects, watch]);
}

function rememberedName(): string | null {
  const parsed = displayNameSchema.safeParse(readRemembered().name.slice(0, LIMITS.nameLength));
  return parsed.success ? parsed.data : null;
}

/** What there is to see. */
export type Watching =
  | { readonly status: 'connecting' }
  | { readonly status: 'queue'; readonly position: number }
  /** A host has to let them in. */
  | { readonly status: 'lobby' }
  /** A host said no, or ended it. */
  | { readonly status: 'locked' | 'removed' | 'denied' | 'ended' }
  | { readonly status: 'full' }
  | { readonly status: 'failed' }
  /** Nobody on the stage has shown or said anything yet. */
  | { readonly status: 'notStarted' }
  | { readonly status: 'live' }
  /** There was something, and now nobody is on the stage. */
  | { readonly status: 'over' };

const selectStage = ({ room }: CallState): 'none' | 'silent' | 'live' => {
  const others = [...(room?.peers.values() ?? [])].filter(({ id }) => id !== room?.selfId);
  if (others.length === 0) {
    return 'none';
  }
  return others.some(({ tracks }) => tracks.some(({ paused }) => !paused)) ? 'live' : 'silent';
};

type Closed = Extract<CallState['connection'], { status: 'closed' }>;

function endOf({ reason, error }: Closed): 'full' | 'locked' | 'removed' | 'denied' | 'ended' | 'failed' {
  if (reason === 'removed' || reason === 'ended') {
    return reason;
  }
  switch (error?.code) {
    case 'ROOM_FULL':
      return 'full';
    case 'LOCKED':
      return 'locked';
    case 'REMOVED':
      return 'removed';
    case 'DENIED':
      return 'denied';
    default:
      return 'failed';
  }
}

/** How the broadcast stands, for this viewer. */
export function useWatchingState(): Watching {
  const connection = useCallState((state) => state.connection);
  const hasRoom = useCallState((state) => state.room !== null);
  const stage = useCallState(selectStage);
  const [hasStarted, setStarted] = useState(false);
  if (stage === 'live' && !hasStarted) {
    setStarted(true);
  }
  switch (connection.status) {
    case 'waiting':
      return { status: 'queue', position: connection.position };
    case 'lobby':
      return { status: 'lobby' };
    case 'closed':
      return { status: endOf(connection) };
    case 'joined':
    case 'reconnecting':
      break;
    default:
      return { status: 'connecting' };
  }
  if (!hasRoom) {
    return { status: 'connecting' };
  }
  if (stage === 'live' || (stage === 'silent' && hasStarted)) {
    return { status: 'live' };
  }
  return { status: hasStarted ? 'over' : 'notStarted' };
}
