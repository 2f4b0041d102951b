import { mayTurnOn, type CallState } from '@plenary/client';
import { mayChat, type Stoppable } from '@plenary/protocol';
import { useCallback } from 'react';
import { useCallState } from '@/call';

/** Whether this participant may turn something of their own on, as hosts have set the room. */
export function useMayTurnOn(source: Stoppable): boolean {
  return useCallState(
    useCallback((state: CallState) => state.room === null || mayTurnOn(state.room, source), [source]),
  );
}

const selectMayChat = ({ room }: CallState) => room === null || mayChat(room.self.role, room.settings);

/** Whether this participant may write in the chat. */
export function useMayChat(): boolean {
  return useCallState(selectMayChat);
}
