'use client';

import type { Call, CallState } from '@plenary/client';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useCall } from './call-context';

/**
 * The part of the call's state that `selector` picks; the component renders again when that part changes by
 * `Object.is`. Pick a part of the state or a plain value: a selector that builds a new object renders with every
 * change of the state.
 */
export function useCallState<T>(selector: (state: CallState) => T): T {
  const call = useCall();
  return useRead(call, useMemo(() => selection(call, selector), [call, selector]));
}

/** Reads what `selector` picks; one that builds something still gives one answer per state. */
function selection<T>(call: Call, selector: (state: CallState) => T): () => T {
  let last: { readonly state: CallState; readonly value: T } | null = null;
  return () => {
    const state = call.getState();
    if (last === null || last.state !== state) {
      last = { state, value: selector(state) };
    }
    return last.value;
  };
}

/** A value that is read from the call itself instead of from its state, renewed when the call tells its listeners. */
export function useCallValue<T>(read: (call: Call) => T): T {
  const call = useCall();
  return useRead(call, () => read(call));
}

function useRead<T>(call: Call, read: () => T): T {
  const subscribe = useCallback((listener: () => void) => call.subscribe(listener), [call]);
  return useSyncExternalStore(subscribe, read);
}
