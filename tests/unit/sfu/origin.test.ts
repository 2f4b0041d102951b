import { expect, test } from '@jest/globals';
import { isAllowedOrigin } from '../../../apps/sfu/src/access/origin.ts';

const CONFIG = { publicUrl: 'https://meet.example.org', allowedOrigins: ['https://app.example'] };
const allowed = (origin: string | undefined, host = 'meet.internal:3000'): boolean =>
  isAllowedOrigin({ headers: { host, ...(origin === undefined ? {} : { origin }) } }, CONFIG);

test('pages of this server, under whatever name it was called, and of those that the operator allowed', () => {
  expect(['https://meet.example.org', 'https://app.example', 'http://meet.internal:3000'].map((origin) => allowed(origin))).toEqual([true, true, true]);
  expect(allowed('http://meet.internal:3000', 'Meet.Internal:3000')).toBe(true);
});

test('programs say nothing of where they come from', () => {
  expect(allowed(undefined)).toBe(true);
});

test.each([
  'null', '', 'https://evil.example', 'https://meet.example.org.evil.example', 'https://evil-meet.example.org', 'http://meet.example.org',
  'https://meet.example.org:8443', 'http://app.example', 'https://app.example.evil', 'http://meet.internal', 'http://meet.internal:30000',
  'http://meet.internal:3000.evil.example', 'meet.internal:3000', 'http://localhost', 'file://',
])('a page of %j is foreign', (origin) => {
  expect(allowed(origin)).toBe(false);
});
