const KEY = 'plenary.client';

/**
 * A random id that this browser keeps, and tells its server alone: who was removed from a meeting is known by it.
 * Without storage it lasts as long as the page.
 */
export function clientId(): string {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null && /^[0-9a-f]{32}$/u.test(kept)) {
      return kept;
    }
    localStorage.setItem(KEY, fresh);
  } catch {
    // Storage is blocked.
  }
  return fresh;
}
