import type { Grant } from '../../apps/sfu/src/access/grant.ts';
import { signingKeys } from '../../apps/sfu/src/access/keys.ts';
import { Tokens, type Signed } from '../../apps/sfu/src/access/tokens.ts';

/** For `startSfu`: tokens that `signed` makes are good there. */
export const TOKEN_KEYS = [{ id: 'test', secret: 'a-secret-of-thirty-two-characters' }];

export async function signed(room: string, grant: Partial<Grant> = {}, seconds = 60): Promise<Signed> {
  const defaults = { publish: false, subscribe: false };
  return await new Tokens(signingKeys(TOKEN_KEYS)).sign({ room, ...defaults, ...grant }, seconds);
}

export async function tokenFor(room: string, grant: Partial<Grant> = {}, seconds = 60): Promise<string> {
  return (await signed(room, grant, seconds)).token;
}
