import { expect, test } from '@jest/globals';
import { fragmentPart } from '../../../apps/web/src/call/link-fragment.ts';

test('a link’s fragment carries its parts by name, with or without the sign', () => {
  expect(fragmentPart('#token=a.b-c_d&key=xyz', 'token')).toBe('a.b-c_d');
  expect(fragmentPart('key=xyz', 'key')).toBe('xyz');
});

test.each(['', '#', '#token=', '#other=1'])('%j has no token', (hash) => {
  expect(fragmentPart(hash, 'token')).toBeNull();
});
