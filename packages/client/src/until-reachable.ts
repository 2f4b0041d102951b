import type { CallState } from './state.ts';
import type { Store } from './store.ts';

/**
 * Resolves when requests can be made in a call: at once, or when it is back.
 * @param isConnected whether the socket is open
 * @returns `false` when the call is over
 */
export function untilReachable(store: Store<CallState>, isConnected: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const { status } = store.get().connection;
      const isUnderWay = status === 'reconnecting' || status === 'joining' || (status === 'joined' && !isConnected());
      if (!isUnderWay) {
        resolve(status === 'joined');
      }
      return !isUnderWay;
    };
    if (!look()) {
      const stop = store.subscribe(() => void (look() && stop()));
    }
  });
}
