/**
 * Runs in the page before its own scripts: everything from the server reaches it this much later, in milliseconds, as
 * over a long way. On loopback an answer is there before the browser draws, and hides what happens in between.
 */
export function lateSocket(delayMs: number): void {
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    override set onmessage(listener: (event: MessageEvent) => void) {
      super.onmessage = (event) => void setTimeout(() => listener(event), delayMs);
    }
  };
}
