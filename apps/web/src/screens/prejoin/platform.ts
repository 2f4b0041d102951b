/** Which browser's words to use when telling where a permission is given. */
export type BrowserFamily = 'chromium' | 'firefox' | 'safari' | 'ios' | 'android';

/** Which system's words to use when telling where the system gives a permission. */
export type SystemFamily = 'mac' | 'windows' | 'android' | 'ios' | 'other';

/** @param touchPoints `navigator.maxTouchPoints`: iPads call themselves Macs, but have a touch screen. */
export function systemFamily(userAgent: string, touchPoints: number): SystemFamily {
  if (/iPhone|iPad|iPod/u.test(userAgent) || (/Macintosh/u.test(userAgent) && touchPoints > 1)) {
    return 'ios';
  }
  if (/Android/u.test(userAgent)) {
    return 'android';
  }
  if (/Macintosh/u.test(userAgent)) {
    return 'mac';
  }
  return /Windows/u.test(userAgent) ? 'windows' : 'other';
}

/** See `systemFamily`. */
export function browserFamily(userAgent: string, touchPoints: number): BrowserFamily {
  const system = systemFamily(userAgent, touchPoints);
  if (system === 'ios' || system === 'android') {
    return system;
  }
  if (/Firefox\//u.test(userAgent)) {
    return 'firefox';
  }
  return /Safari\//u.test(userAgent) && !/Chrome\/|Chromium\//u.test(userAgent) ? 'safari' : 'chromium';
}
