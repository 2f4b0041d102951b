import { expect, test } from '@jest/globals';
import { clientAddress } from '../../../apps/sfu/src/access/client-address.ts';

const from = (remoteAddress: string | undefined, forwarded?: string): string =>
  clientAddress({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket: { remoteAddress } });

test('an IPv4 address stands for itself, however it is written', () => {
  expect(from('203.0.113.7')).toBe('203.0.113.7');
  expect(from('::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(from('::ffff:cb00:7107')).toBe('203.0.113.7');
});

test('all of an IPv6 network are one', () => {
  expect(from('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(from('2001:0db8:0001:0002::ffff')).toBe('2001:db8:1:2::/64');
  expect(from('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64');
  expect(from('fe80::1%eth0')).toBe('fe80::/64');
});

test('only a proxy on this machine is believed, and only what it added itself', () => {
  expect(from('127.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
  expect(from('::1', '2001:db8:1:2::9')).toBe('2001:db8:1:2::/64');
  expect(from('::ffff:127.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
  expect(from('198.51.100.1', '203.0.113.7')).toBe('198.51.100.1');
  // The client made up the first; the proxy added the last.
  expect(from('127.0.0.1', '192.0.2.99, 203.0.113.7')).toBe('203.0.113.7');
});

test('what is no address counts as none', () => {
  expect(from(undefined)).toBe('');
  expect(from('127.0.0.1', 'unknown')).toBe('');
});
