import { expect, test } from '@jest/globals';
import { readConfig } from '../../../apps/sfu/src/config.ts';
import { signingKeys } from '../../../apps/sfu/src/access/keys.ts';
import { InvalidToken, Tokens } from '../../../apps/sfu/src/access/tokens.ts';

const secret = (letter: string): string => letter.repeat(32);
const tokens = (setting: string): Tokens => new Tokens(signingKeys(readConfig({ TOKEN_KEYS: setting }).tokenKeys));
const grant = { room: 'daily', publish: true, subscribe: false };

test('a key goes on being good after another has taken its place, until it is removed', async () => {
  const old = `old:${secret('a')}`;
  const next = `next:${secret('b')}`;
  const token = await tokens(old).sign(grant, 60);
  await expect(tokens(`${next}, ${old}`).verify(token, 'daily', 'publish')).resolves.toMatchObject(grant);
  await expect(tokens(next).verify(token, 'daily', 'publish')).rejects.toThrow(InvalidToken);
  await expect(tokens(`old:${secret('c')}`).verify(token, 'daily', 'publish')).rejects.toThrow(InvalidToken);
});

test('without keys each process has its own', async () => {
  const token = await tokens('').sign(grant, 60);
  await expect(tokens('').verify(token, 'daily', 'publish')).rejects.toThrow(InvalidToken);
});

test('each token has a subject of its own unless it is given one', async () => {
  const signer = tokens('');
  const subject = async (sub?: string) =>
    (await signer.verify(await signer.sign({ ...grant, sub }, 60), 'daily', 'publish')).sub;
  expect(await subject('me')).toBe('me');
  expect(await subject()).not.toBe(await subject());
});

test('a secret may have colons in it, and must not be short', () => {
  expect(readConfig({ TOKEN_KEYS: `k:${secret('a:')}` }).tokenKeys).toEqual([{ id: 'k', secret: secret('a:') }]);
  expect(() => readConfig({ TOKEN_KEYS: 'k:short' })).toThrow('TOKEN_KEYS');
  expect(() => readConfig({ TOKEN_KEYS: secret('a') })).toThrow('TOKEN_KEYS');
});

test('ICE servers are JSON', () => {
  const servers = [{ urls: ['turn:t.example'], username: 'u', credential: 'c' }];
  expect(readConfig({ ICE_SERVERS: JSON.stringify(servers) }).iceServers).toEqual(servers);
  expect(() => readConfig({ ICE_SERVERS: 'turn:t.example' })).toThrow('ICE_SERVERS');
  expect(() => readConfig({ ICE_SERVERS: '[{}]' })).toThrow('ICE_SERVERS');
});
