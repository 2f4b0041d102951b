import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * The headers that tell a receiver who sent a message and when (Standard Webhooks 1.0).
 * @param key `whsec_` and base64, or any other text as it is
 * @param id the same for each attempt
 */
export function signatureHeaders(key: string, id: string, now: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const secret = key.startsWith(PREFIX) ? Buffer.from(key.slice(PREFIX.length), 'base64') : Buffer.from(key);
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
