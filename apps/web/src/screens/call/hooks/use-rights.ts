import { isGranted, refusalOf, type CallState, type Refusal } from '@plenary/client';
import { mayChat, type Grantable, type Stoppable } from '@plenary/protocol';
import { useCallback } from 'react';
import { useCallState } from '@/call';

/** Why this participant may not turn something of their own on; `null`: they may. */
export function useRefusal(source: Stoppable): Refusal | null {
  return useCallState(
    useCallback((state: CallState) => (state.room === null ? null : refusalOf(state.room, source)), [source]),
  );
}

/** Whether this participant's invitation leaves them a right of those that their role has. */
export function useIsGranted(permission: Grantable): boolean {
  return useCallState(
    useCallback((state: CallState) => state.room === null || isGranted(state.room, permission), [permission]),
  );
}

const selectChatRefusal = ({ room }: CallState): Refusal | null =>
  room === null ? null : !isGranted(room, 'chat') ? 'token' : mayChat(room.self.role, room.settings) ? null : 'room';

/** Why this participant may not write in the chat; `null`: they may. */
export function useChatRefusal(): Refusal | null {
  return useCallState(selectChatRefusal);
}

const selectMayModerate = ({ room }: CallState) => room?.self.role === 'host' && isGranted(room, 'moderate');

/** Whether this participant decides about others: a host, unless their invitation leaves that out. */
export function useMayModerate(): boolean {
  return useCallState(selectMayModerate);
}

const selectMayConfigure = ({ room }: CallState) => room?.self.role === 'host' && isGranted(room, 'configure');

/** Whether this participant changes the room: a host, unless their invitation leaves that out. */
export function useMayConfigure(): boolean {
  return useCallState(selectMayConfigure);
}
