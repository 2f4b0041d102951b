/** Whether the address asks for a broadcast: `?kind=broadcast`, as the start page makes it. Reads `window`. */
export function asksForBroadcast(): boolean {
  return new URLSearchParams(window.location.search).get('kind') === 'broadcast';
}

/** The address asks no longer, so that a reload doesn't ask again. */
export function forgetBroadcastWish(): void {
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.hash);
}
