import { expect, test } from '@jest/globals';
import { isGrantedBy, nameInToken } from '../../../apps/web/src/call/join-token.ts';
import { withoutPart } from '../../../apps/web/src/call/link-fragment.ts';
import { tokenFor } from '../../support/tokens.ts';

test('the name in a token is shown as it is, in any script', async () => {
  for (const name of ['Ann', 'Zoë Ångström', '王小明', '🙂 Bo']) {
    expect(nameInToken(await tokenFor('daily', { name }))).toBe(name);
  }
});

test.each([null, '', 'hello', 'a.b.c', `a.${btoa('{"name":7}')}.c`, `a.${btoa('null')}.c`])('%j has no name', (token) => {
  expect(nameInToken(token)).toBeNull();
});

test('the rights in a token are shown as it leaves them, and all where it says nothing of them', async () => {
  const token = await tokenFor('daily', { permissions: ['publishMic'] });
  expect([isGrantedBy(token, 'publishMic'), isGrantedBy(token, 'publishCamera')]).toEqual([true, false]);
  for (const silent of [null, 'nonsense', await tokenFor('daily')]) {
    expect(isGrantedBy(silent, 'publishCamera')).toBe(true);
  }
});

test('taking the token out of a link leaves the rest', () => {
  expect(withoutPart('#token=a.b-c_d', 'token')).toBe('');
  expect(withoutPart('#token=a.b.c&key=x_y-z', 'token')).toBe('#key=x_y-z');
});
