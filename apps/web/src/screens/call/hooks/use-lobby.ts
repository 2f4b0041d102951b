import type { CallState } from '@plenary/client';
import type { LobbyState } from '@plenary/protocol';
import { useCallState } from '@/call';

const NOBODY: LobbyState = { visitors: [], total: 0 };

const selectLobby = (state: CallState) => state.room?.lobby ?? NOBODY;

/** Who waits in the lobby, as hosts see it: the first by name, and how many they are. */
export function useLobby(): LobbyState {
  return useCallState(selectLobby);
}
