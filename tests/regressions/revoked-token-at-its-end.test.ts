import { expect, test } from '@jest/globals';
import { signingKeys } from '../../apps/sfu/src/access/keys.ts';
import { Tokens } from '../../apps/sfu/src/access/tokens.ts';
import { TOKEN_KEYS, signed } from '../support/tokens.ts';

/*
 * A token is good for five seconds after its end, as clocks differ. Its revocation was forgotten at its end: for those
 * seconds it was good again.
 */
test('a token that was revoked is no good in the seconds after its end either', async () => {
  const tokens = new Tokens(signingKeys(TOKEN_KEYS));
  const { token, jti, expiresAt } = await signed('board', {}, -2);
  await expect(tokens.verifyJoin(token, 'board')).resolves.toMatchObject({ jti });
  tokens.revocations.add(jti, expiresAt);
  await expect(tokens.verifyJoin(token, 'board')).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
});
