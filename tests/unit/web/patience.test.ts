import { expect, test } from '@jest/globals';
import { patient } from '../../../apps/web/src/screens/watch/hls-player/patience.ts';

const RETRY = { maxNumRetry: 1, retryDelayMs: 1_000, maxRetryDelayMs: 8_000 };
const policy = { default: { maxTimeToFirstByteMs: 1, maxLoadTimeMs: 1, timeoutRetry: null, errorRetry: RETRY } };

test('the player tries again where too much was asked, and as it would have where not', () => {
  const retry = patient(policy).default.errorRetry;
  const asked = (code: number, count: number, otherwise: boolean): boolean | undefined =>
    retry?.shouldRetry?.(retry, count, false, { code } as never, otherwise);
  expect([asked(429, 0, false), asked(429, 5, false), asked(429, 6, false)]).toEqual([true, true, false]);
  expect([asked(404, 0, false), asked(503, 0, true), asked(503, 1, false)]).toEqual([false, true, false]);
  expect(retry).toMatchObject(RETRY);
});

test('a policy without retries stays without', () => {
  const never = { default: { ...policy.default, errorRetry: null } };
  expect(patient(never)).toEqual(never);
});
