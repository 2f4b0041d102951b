/**
 * What this browser can do on this page: `full`; `insecure` when it keeps devices closed because the page came
 * without https (watching and listening work); `noWebRtc` when no call is possible at all.
 */
export type BrowserSupport = 'full' | 'insecure' | 'noWebRtc';

/** Reads `window`: call it in the browser only. */
export function browserSupport(): BrowserSupport {
  if (typeof RTCPeerConnection === 'undefined') {
    return 'noWebRtc';
  }
  // The DOM's types promise it, pages without https lack it.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return devices === undefined ? 'insecure' : 'full';
}
