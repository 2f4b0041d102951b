import type { CallState } from '@plenary/client';
import { useState } from 'react';
import { useCallState } from '@/call';

const selectLastId = (state: CallState) => state.room?.chat.at(-1)?.id ?? null;

/**
 * How many messages of others came since the chat was last open. What was said before one joined counts as read.
 * @param isOpen whether the chat is open now
 */
export function useUnread(isOpen: boolean): number {
  const lastId = useCallState(selectLastId);
  const [readId, setReadId] = useState(lastId);
  if (isOpen && readId !== lastId) {
    setReadId(lastId);
  }
  return useCallState((state) => {
    const { chat = [], selfId } = state.room ?? {};
    // A message that the room no longer remembers is older than all of these.
    const from = chat.findIndex(({ id }) => id === readId) + 1;
    return isOpen ? 0 : chat.slice(from).filter(({ peerId }) => peerId !== selfId).length;
  });
}
