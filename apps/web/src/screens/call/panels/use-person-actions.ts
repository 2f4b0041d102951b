import type { Call } from '@plenary/client';
import type { ErrorCode, PeerId } from '@plenary/protocol';
import { useCallback, useState } from 'react';
import { errorCodeOf, useCall } from '@/call';

/** What a host can do about somebody, each by what it asks of the server. */
const ACTIONS = {
  toStage: ({ stage }, id) => stage.setRole(id, 'speaker'),
  toAudience: ({ stage }, id) => stage.setRole(id, 'viewer'),
  makeHost: ({ stage }, id) => stage.setRole(id, 'host'),
  endHost: ({ stage }, id) => stage.setRole(id, 'speaker'),
  lowerHand: ({ stage }, id) => stage.lowerHand(id),
  mute: ({ host }, id) => host.stopMedia(id, 'mic'),
  askToUnmute: ({ host }, id) => host.askToUnmute(id),
  stopVideo: ({ host }, id) => host.stopMedia(id, 'camera'),
  stopScreen: ({ host }, id) => host.stopMedia(id, 'screen'),
  remove: ({ host }, id) => host.removePeer(id),
} satisfies Record<string, (call: Call, peerId: PeerId) => Promise<void>>;

export type PersonAction = keyof typeof ACTIONS;

export interface PersonFailure {
  readonly action: PersonAction;
  readonly code: ErrorCode;
}

export interface PersonActions {
  /** Resolves with whether it was done. Keeps its identity. */
  readonly act: (peerId: PeerId, action: PersonAction) => Promise<boolean>;
  /** What the last of them failed with; `null` when it was done. */
  readonly failure: PersonFailure | null;
}

/** Moves people between stage and audience, makes them hosts, turns off what they send, and removes them. */
export function usePersonActions(): PersonActions {
  const call = useCall();
  const [failure, setFailure] = useState<PersonFailure | null>(null);
  const act = useCallback(
    async (peerId: PeerId, action: PersonAction) => {
      try {
        await ACTIONS[action](call, peerId);
        setFailure(null);
        return true;
      } catch (error) {
        setFailure({ action, code: errorCodeOf(error) });
        return false;
      }
    },
    [call],
  );
  return { act, failure };
}
