'use client';

import type { CallState, EncryptionState } from '@plenary/client';
import { useCallback } from 'react';
import { useCallState } from './use-call-state';

const selectEncryption = (state: CallState) => state.encryption;

/** How the call is encrypted end to end; `null` when it is not. */
export function useEncryption(): EncryptionState | null {
  return useCallState(selectEncryption);
}

/** Whether what somebody sends can't be decrypted here. */
export function useIsUnreadable(peerId: string): boolean {
  return useCallState(useCallback((state: CallState) => state.encryption?.unreadable.has(peerId) ?? false, [peerId]));
}
