import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { signingKeys } from '../../../apps/sfu/src/access/keys.ts';
import { Revocations } from '../../../apps/sfu/src/access/revocations.ts';
import { ISSUER, Tokens } from '../../../apps/sfu/src/access/tokens.ts';
import { readConfig } from '../../../apps/sfu/src/config.ts';

const secret = (letter: string): string => letter.repeat(32);
const tokens = (setting: string): Tokens => new Tokens(signingKeys(readConfig({ TOKEN_KEYS: setting }).tokenKeys));
const encoder = { room: 'daily', publish: true, subscribe: false };
const guest = { room: 'daily', publish: false, subscribe: false };
const INVALID = expect.objectContaining({ code: 'TOKEN_INVALID' });
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const pair = generateKeyPairSync('ed25519');
const seed = pair.privateKey.export({ format: 'jwk' }).d ?? '';
const raw = pair.publicKey.export({ format: 'jwk' }).x ?? '';
const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
const spki = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');

/** Claims as this server makes them, with changes, signed by hand. */
async function forged(changes: object = {}, header: object = {}, key: Parameters<SignJWT['sign']>[0] = Buffer.from(secret('a'))): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { room: 'daily', sub: 'me', jti: 'one', iss: ISSUER, aud: ISSUER, iat: now, exp: now + 60, ...changes };
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k', ...header }).sign(key);
}

/** With a header that the library would not write. */
async function sealed(header: object, key: Buffer): Promise<string> {
  const body = `${encode({ alg: 'HS256', kid: 'k', ...header })}.${(await forged()).split('.')[1]}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

describe('keys', () => {
  test('one goes on being good after another has taken its place, until it is removed', async () => {
    const old = `old:${secret('a')}`;
    const next = `next:${secret('b')}`;
    const { token } = await tokens(old).sign(encoder, 60);
    await expect(tokens(`${next}, ${old}`).verify(token, 'daily', 'publish')).resolves.toMatchObject(encoder);
    await expect(tokens(next).verify(token, 'daily', 'publish')).rejects.toEqual(INVALID);
    await expect(tokens(`old:${secret('c')}`).verify(token, 'daily', 'publish')).rejects.toEqual(INVALID);
  });

  test('without any each process has its own', async () => {
    const { token } = await tokens('').sign(encoder, 60);
    await expect(tokens('').verify(token, 'daily', 'publish')).rejects.toEqual(INVALID);
  });

  test.each([['bare', seed, raw], ['as PKCS #8 and SPKI', pkcs8, spki]])(
    'of Ed25519, %s, sign with the private and verify with the public half',
    async (_how, mine, theirs) => {
      const { token } = await tokens(`app:ed25519:${mine}`).sign(guest, 60);
      expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ alg: 'EdDSA', kid: 'app' });
      const verifier = tokens(`app:ed25519-public:${theirs}`);
      await expect(verifier.verifyJoin(token, 'daily')).resolves.toMatchObject({ room: 'daily' });
      await expect(verifier.sign(guest, 60)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      // With a key that can sign beside it, that one does.
      const both = tokens(`app:ed25519-public:${theirs},own:${secret('o')}`);
      await expect(both.verifyJoin((await both.sign(guest, 60)).token, 'daily')).resolves.toMatchObject({ room: 'daily' });
    },
  );

  test('a secret may have colons in it, and must not be short', () => {
    expect(readConfig({ TOKEN_KEYS: `k:${secret('a:')}` }).tokenKeys).toEqual([{ id: 'k', secret: secret('a:') }]);
    expect(() => readConfig({ TOKEN_KEYS: 'k:short' })).toThrow('TOKEN_KEYS');
    expect(() => readConfig({ TOKEN_KEYS: secret('a') })).toThrow('TOKEN_KEYS');
  });

  test('what is meant to be a key of Ed25519 is never taken for a secret, and is not told in the error', () => {
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    for (const wrong of [`ed25519:${secret('a')}`, `ed25519-public:${p256}`, `ed25519_public:${raw}`, `Ed25519:${seed}`, `ed25519:${spki}`]) {
      const read = () => readConfig({ TOKEN_KEYS: `k:${wrong}` });
      expect(read).toThrow('TOKEN_KEYS');
      expect(read).not.toThrow(wrong.slice(15));
    }
  });

  test('no two have the same id', () => {
    expect(() => readConfig({ TOKEN_KEYS: `k:${secret('a')},k:${secret('b')}` })).toThrow('same id');
  });
});

describe('a join token', () => {
  const signer = tokens(`k:${secret('a')},app:ed25519-public:${raw}`);

  test('says who, where and as what', async () => {
    const grant = { ...guest, name: 'Ann', role: 'host' as const, permissions: ['chat' as const], sub: 'ann@example.org' };
    const { token, jti, expiresAt } = await signer.sign(grant, 60);
    expect(await signer.verifyJoin(token, 'daily')).toMatchObject({ ...grant, jti, exp: expiresAt / 1_000 });
  });

  test('has a subject of its own unless it is given one', async () => {
    const subject = async (sub?: string) => (await signer.verifyJoin((await signer.sign({ ...guest, sub }, 60)).token, 'daily')).sub;
    expect(await subject('me')).toBe('me');
    expect(await subject()).not.toBe(await subject());
  });

  test('signed elsewhere with the same key is as good', async () => {
    await expect(signer.verifyJoin(await forged(), 'daily')).resolves.toMatchObject({ sub: 'me' });
    await expect(signer.verifyJoin(await sealed({}, Buffer.from(secret('a'))), 'daily')).resolves.toMatchObject({ sub: 'me' });
    const theirs = await forged({}, { alg: 'EdDSA', kid: 'app' }, pair.privateKey);
    await expect(signer.verifyJoin(theirs, 'daily')).resolves.toMatchObject({ sub: 'me' });
  });

  test('that an encoder or a player has is no join token, and no join token publishes', async () => {
    const withEncoder = (await signer.sign(encoder, 60)).token;
    await expect(signer.verifyJoin(withEncoder, 'daily')).rejects.toEqual(INVALID);
    await expect(signer.verify(withEncoder, 'daily', 'subscribe')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const joining = (await signer.sign(guest, 60)).token;
    await expect(signer.verify(joining, 'daily', 'publish')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(signer.verify(joining, 'daily', 'subscribe')).resolves.toMatchObject({ room: 'daily' });
  });

  const past = Math.floor(Date.now() / 1_000) - 60;
  test.each<[string, () => Promise<string> | string]>([
    ['is for another room', () => forged({ room: 'weekly' })],
    ['has expired', () => forged({ exp: past })],
    ['never expires', () => forged({ exp: undefined })],
    ['is not good yet', () => forged({ nbf: past + 3_600 })],
    ['has no name of its own', () => forged({ jti: undefined })],
    ['does not say when it was made', () => forged({ iat: undefined })],
    ['has no subject', () => forged({ sub: undefined })],
    ['is another service’s', () => forged({ iss: 'someone' })],
    ['is for another service', () => forged({ aud: 'someone' })],
    ['gives a right that there is not', () => forged({ permissions: ['everything'] })],
    ['gives a role that there is not', () => forged({ role: 'admin' })],
    ['has a name that can’t be shown', () => forged({ name: '\u202e' })],
    ['names an unknown key', () => forged({}, { kid: 'other' })],
    ['names no key', () => forged({}, { kid: undefined })],
    ['is signed with another secret', () => forged({}, {}, Buffer.from(secret('b')))],
    ['uses another hash', () => forged({}, { alg: 'HS512' }, Buffer.from(secret('a').repeat(2)))],
    ['takes the public key for a secret', () => forged({}, { kid: 'app' }, Buffer.from(raw, 'base64url'))],
    ['takes the public key’s text for a secret', () => forged({}, { kid: 'app' }, Buffer.from(spki))],
    ['is signed by Ed25519 under the secret’s name', () => forged({}, { alg: 'EdDSA' }, pair.privateKey)],
    ['asks for something that must be understood', () => sealed({ crit: ['x'], x: 1 }, Buffer.from(secret('a')))],
    ['is signed by nobody', async () => `${encode({ alg: 'none', kid: 'k' })}.${(await forged()).split('.')[1]}.`],
    ['is tampered with', async () => {
      const [head, , seal] = (await forged()).split('.');
      const claims = JSON.parse(Buffer.from((await forged()).split('.')[1] ?? '', 'base64url').toString()) as object;
      return `${head}.${encode({ ...claims, role: 'host' })}.${seal}`;
    }],
    ['has no seal', async () => (await forged()).replace(/[^.]+$/u, '')],
    ['brings its own key', () => sealed({ jwk: { kty: 'oct', k: 'AAAA' } }, Buffer.from('AAAA', 'base64url'))],
    ['is no token', () => 'hello'],
    ['is empty', () => ''],
    ['is three dots', () => '...'],
  ])('that %s is refused, with one and the same answer', async (_why, make) => {
    const error = await signer.verifyJoin(await make(), 'daily').then(() => null, (reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', message: 'The token is not valid here, or has ended.' });
  });
});

describe('revocation', () => {
  test('ends one token, and no other of the same person', async () => {
    const signer = tokens('');
    const [one, other] = await Promise.all([signer.sign({ ...guest, sub: 'ann' }, 60), signer.sign({ ...guest, sub: 'ann' }, 60)]);
    signer.revocations.add(one.jti, one.expiresAt);
    await expect(signer.verifyJoin(one.token, 'daily')).rejects.toEqual(INVALID);
    await expect(signer.verifyJoin(other.token, 'daily')).resolves.toMatchObject({ sub: 'ann' });
  });

  test('is bounded: those of ended tokens are forgotten, and none that counts', () => {
    const revocations = new Revocations(2);
    revocations.add('ended', Date.now() - 10_000);
    revocations.add('a', Date.now() + 60_000);
    revocations.add('b', Date.now() + 60_000);
    expect(() => revocations.add('c', Date.now() + 60_000)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    // Again, which takes no place.
    revocations.add('a', Date.now() + 60_000);
    expect(['ended', 'a', 'b', 'c'].map((jti) => revocations.has(jti))).toEqual([false, true, true, false]);
  });
});

test('ICE servers are JSON', () => {
  const servers = [{ urls: ['turn:t.example'], username: 'u', credential: 'c' }];
  expect(readConfig({ ICE_SERVERS: JSON.stringify(servers) }).iceServers).toEqual(servers);
  expect(() => readConfig({ ICE_SERVERS: 'turn:t.example' })).toThrow('ICE_SERVERS');
  expect(() => readConfig({ ICE_SERVERS: '[{}]' })).toThrow('ICE_SERVERS');
});
