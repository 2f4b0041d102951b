import type { LoadPolicy, RetryConfig } from 'hls.js';

/** So many times, which at hls.js' growing pauses is longer than the server counts for. */
const TRIES = 6;
const TOO_MANY_REQUESTS = 429;

/**
 * hls.js gives up at once on every answer from 400 to 499. That many others behind the same router are asking passes.
 * @returns the policy, which also tries again after 429
 */
export function patient({ default: loading }: LoadPolicy): LoadPolicy {
  const { errorRetry } = loading;
  if (errorRetry === null) {
    return { default: loading };
  }
  const shouldRetry: NonNullable<RetryConfig['shouldRetry']> = (_config, count, _isTimeout, response, retry) =>
    retry || (response?.code === TOO_MANY_REQUESTS && count < TRIES);
  return { default: { ...loading, errorRetry: { ...errorRetry, shouldRetry } } };
}
