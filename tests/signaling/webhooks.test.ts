import { isIP } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../apps/sfu/src/logger.ts';
import { ForbiddenTarget, isPublic, publicAmong } from '../../apps/sfu/src/webhooks/targets.ts';
import { Webhooks, type WebhooksOptions } from '../../apps/sfu/src/webhooks/webhooks.ts';
import { fakeCall } from '../support/caller.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const KEY = 'a-webhook-key-for-the-tests';
const closing: (() => unknown)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

async function receiver(key = KEY): Promise<{ to: WebhookReceiver; url: string }> {
  const to = new WebhookReceiver(key);
  closing.push(() => to.close());
  return { to, url: await to.listen() };
}

/** Without an SFU: for how messages travel. */
function sender(url: string, options: Partial<WebhooksOptions> = {}, allowPrivate = true): Webhooks & { say(room: string): void } {
  const webhooks = new Webhooks({
    config: { urls: [url], key: KEY, allowPrivate },
    logger: createLogger({ level: 'silent', format: 'json' }),
    retry: { minTimeout: 20 },
    ...options,
  });
  closing.push(() => webhooks.close());
  const say = (roomId: string): void => webhooks.state({ roomId, at: Date.now(), fact: { type: 'roomStarted' } });
  return Object.assign(webhooks, { say });
}

test('a receiver is told what happens in a room, in its order and signed', async () => {
  const { to, url } = await receiver();
  const sfu = await startSfu({ webhooks: { urls: [url], key: KEY, allowPrivate: true }, tokenKeys: TOKEN_KEYS, media: { workers: 1 } });
  closing.push(() => sfu.close());
  const ann = fakeCall(sfu.url);
  await ann.join({ roomId: 'daily', name: 'Typed', token: await tokenFor('daily', { name: 'Ann', sub: 'ann' }) });
  await ann.setMic(true);
  await until('the track is told of', () => to.taken.some(({ type }) => type === 'trackPublished'));
  // A track that is muted is published all the same.
  await ann.setMic(false);
  await ann.leave();
  ann.dispose();
  await until('the end is told of', () => to.taken.some(({ type }) => type === 'roomEnded'));
  expect(to.taken.map(({ type, data }) => [type, data.roomId, data.participant?.name, data.source])).toEqual([
    ['roomStarted', 'daily', undefined, undefined],
    ['participantJoined', 'daily', 'Ann', undefined],
    ['trackPublished', 'daily', 'Ann', 'mic'],
    ['trackUnpublished', 'daily', 'Ann', 'mic'],
    ['participantLeft', 'daily', 'Ann', undefined],
    ['roomEnded', 'daily', undefined, undefined],
  ]);
  expect(to.taken[1]?.data.participant).toEqual({ id: expect.any(String), identity: 'ann', name: 'Ann', role: 'host', kind: 'person' });
  expect(await (await fetch(`${sfu.url}/metrics`)).text()).toContain('plenary_webhooks_total{outcome="delivered"} 6');
});

describe('a message', () => {
  test('that a receiver fails to take is sent again under the same id, and the next one waits', async () => {
    const { to, url } = await receiver();
    to.statuses.push(500, 503);
    const webhooks = sender(url);
    webhooks.say('daily');
    webhooks.say('daily');
    await until('both are taken', () => webhooks.counts.delivered === 2);
    const [first, second] = to.taken.map(({ id }) => id);
    expect(to.attempts).toEqual([first, first, first, second]);
    expect(webhooks.counts).toMatchObject({ failed: 0, dropped: 0 });
  });

  test('does not wait for those of other rooms', async () => {
    const { to, url } = await receiver();
    to.statuses.push(500);
    const webhooks = sender(url, { retry: { minTimeout: 300 } });
    webhooks.say('slow');
    await until('it was tried', () => to.attempts.length === 1);
    webhooks.say('quick');
    await until('both are taken', () => to.taken.length === 2);
    expect(to.taken.map(({ data }) => data.roomId)).toEqual(['quick', 'slow']);
  });

  test('is given up after the last attempt, and the next one goes', async () => {
    const { to, url } = await receiver();
    to.statuses.push(500, 500, 500);
    const webhooks = sender(url, { retry: { minTimeout: 10, retries: 2 } });
    webhooks.say('daily');
    webhooks.say('daily');
    await until('the second is taken', () => webhooks.counts.delivered === 1);
    expect([webhooks.counts.failed, to.attempts.length]).toEqual([1, 4]);
  });

  test('that is not answered is sent again, and the next one goes', async () => {
    const { to, url } = await receiver();
    to.silences = 2;
    const webhooks = sender(url, { retry: { minTimeout: 10, retries: 1 }, answerTimeoutMs: 1_000 });
    webhooks.say('daily');
    webhooks.say('daily');
    await until('the second is taken', () => webhooks.counts.delivered === 1, 15_000);
    expect([webhooks.counts.failed, to.attempts.length]).toEqual([1, 3]);
  });

  test('is dropped and counted where too many wait', async () => {
    const { url } = await receiver('another-key-than-the-one-of-tests');
    const webhooks = sender(url, { maxWaiting: 3 });
    for (let i = 0; i < 10; i++) {
      webhooks.say('daily');
    }
    expect(webhooks.counts.dropped).toBe(7);
  });

  test('is not sent on to where a receiver points', async () => {
    const [{ to, url }, elsewhere] = await Promise.all([receiver(), receiver()]);
    to.location = elsewhere.url;
    to.statuses.push(307);
    const webhooks = sender(url);
    webhooks.say('daily');
    await until('it is given up', () => webhooks.counts.failed === 1);
    expect([to.attempts.length, elsewhere.to.attempts.length]).toEqual([1, 0]);
  });

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433'])(
    'goes nowhere inside a network: %s',
    async (host) => {
      const { to, url } = await receiver();
      const webhooks = sender(url.replace('127.0.0.1', host), {}, false);
      webhooks.say('daily');
      await until('it is given up', () => webhooks.counts.failed === 1);
      expect(to.attempts).toEqual([]);
    },
  );

  test('is not waited for when the server ends', async () => {
    const { to, url } = await receiver();
    to.statuses.push(...Array<number>(20).fill(500));
    const webhooks = sender(url, { retry: { minTimeout: 60_000 } });
    webhooks.say('daily');
    await until('it was tried', () => to.attempts.length === 1);
    const started = performance.now();
    await webhooks.close();
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('a name', () => {
  const found = async (addresses: readonly string[], all: boolean): Promise<unknown> => await new Promise((resolve, reject) => {
    const lookup = publicAmong((_name, _options, done) => done(null, addresses.map((address) => ({ address, family: isIP(address) }))));
    lookup('hooks.example', { all }, (error, address) => (error === null ? resolve(address) : reject(error)));
  });

  test('that has public and private addresses stands for the public ones only', async () => {
    const mixed = ['10.0.0.7', '93.184.215.14', '::1', '2606:4700::1111'];
    expect(await found(mixed, true)).toEqual([{ address: '93.184.215.14', family: 4 }, { address: '2606:4700::1111', family: 6 }]);
    expect(await found(mixed, false)).toBe('93.184.215.14');
  });

  test('that has private ones only is refused', async () => {
    await expect(found(['10.0.0.7', 'fd00::7'], true)).rejects.toThrow(ForbiddenTarget);
    await expect(found([], false)).rejects.toThrow(ForbiddenTarget);
  });
});

test.each([
  ['93.184.215.14', true], ['2606:4700::1111', true], ['10.1.2.3', false], ['172.20.0.1', false], ['192.168.1.1', false],
  ['169.254.169.254', false], ['100.64.0.1', false], ['0.0.0.0', false], ['224.0.0.1', false], ['255.255.255.255', false],
  ['::', false], ['fe80::1', false], ['fd00::1', false], ['::ffff:10.0.0.1', false], ['64:ff9b::a00:1', false], ['2002:a00:1::', false],
  ['2001:db8::1', false], ['nonsense', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});
