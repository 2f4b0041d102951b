/** Waits until a condition holds, looking every few milliseconds. @throws after `timeoutMs` with what was waited for. */
export async function until(what: string | (() => string), condition: () => unknown, timeoutMs = 5_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    // Looked at once more when the time is over: a machine that is busy may have slept through it.
    const isOver = performance.now() >= deadline;
    last = await condition();
    if (last) {
      return;
    }
    if (isOver) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within ${timeoutMs} ms: ${typeof what === 'string' ? what : what()} (last: ${JSON.stringify(last)})`);
}
