import { describe, expect, test } from '@jest/globals';
import { randomBytes, type Bytes } from '../../../../packages/client/src/e2ee/bytes.ts';
import { newChainKey, nextStep } from '../../../../packages/client/src/e2ee/chain-key.ts';
import { openLayout } from '../../../../packages/client/src/e2ee/frame.ts';
import { KEPT_MS, ReceiverKeys, type Opened } from '../../../../packages/client/src/e2ee/receiver-keys.ts';
import { ReplayWindow } from '../../../../packages/client/src/e2ee/replay-window.ts';
import { SenderKeys } from '../../../../packages/client/src/e2ee/sender-keys.ts';

const FRAME = randomBytes(100);

async function sealed(keys: SenderKeys): Promise<Bytes> {
  const data = await keys.encrypt('camera', FRAME, 3);
  expect(data).not.toBeNull();
  return data as Bytes;
}

const isOpen = (opened: Opened): boolean => typeof opened === 'object';

describe('a sender', () => {
  test('sends nothing without a key', async () => {
    expect(await new SenderKeys().encrypt('camera', FRAME, 3)).toBeNull();
  });

  test('uses no nonce twice: over tracks, layers at once, and keys', async () => {
    const sender = new SenderKeys();
    const first = newChainKey(0);
    const seen = new Set<string>();
    for (const key of [first, await nextStep(first), newChainKey(1)]) {
      sender.use(key);
      for (const source of ['camera', 'screen', 'mic'] as const) {
        const frames = await Promise.all(Array.from({ length: 200 }, () => sender.encrypt(source, FRAME, 0)));
        for (const data of frames) {
          const header = openLayout(data as Bytes)?.header;
          seen.add(`${source} ${header?.keyId} ${header?.counter}`);
        }
      }
    }
    expect(seen.size).toBe(3 * 3 * 200);
  });

  test('does not go back to a key, nor begin the same one anew', async () => {
    const sender = new SenderKeys();
    const receiver = new ReceiverKeys();
    const [earlier, later] = [newChainKey(0), newChainKey(1)];
    sender.use(later);
    await sealed(sender);
    sender.use(earlier);
    sender.use({ ...later });
    const header = openLayout(await sealed(sender))?.header;
    expect(header).toMatchObject({ keyId: 256, counter: 1 });
    receiver.add(later);
    expect(isOpen(await receiver.open('camera', await sealed(sender), new Map()))).toBe(true);
  });
});

describe('a receiver', () => {
  test('reads what it has the key for, from that source only', async () => {
    const sender = new SenderKeys();
    const receiver = new ReceiverKeys();
    const key = newChainKey(0);
    sender.use(key);
    const data = await sealed(sender);
    expect(await receiver.open('camera', data, new Map())).toBe('missing');
    receiver.add(key);
    expect(await receiver.open('screen', data, new Map())).toBe('refused');
    expect(await receiver.open('camera', data, new Map())).toEqual({ frame: FRAME });
  });

  test('refuses the same frame a second time, and frames in the clear', async () => {
    const sender = new SenderKeys();
    const receiver = new ReceiverKeys();
    const key = newChainKey(0);
    sender.use(key);
    receiver.add(key);
    const windows = new Map<number, ReplayWindow>();
    const data = await sealed(sender);
    expect(isOpen(await receiver.open('camera', data, windows))).toBe(true);
    expect(await receiver.open('camera', data, windows)).toBe('refused');
    expect(await receiver.open('camera', FRAME, windows)).toBe('refused');
    expect(isOpen(await receiver.open('camera', await sealed(sender), windows))).toBe(true);
  });

  test('follows a sender by steps, and can’t go back before the one it was given', async () => {
    const sender = new SenderKeys();
    const [old, newcomer] = [new ReceiverKeys(), new ReceiverKeys()];
    let key = newChainKey(0);
    sender.use(key);
    old.add(key);
    const before = await sealed(sender);
    for (let step = 0; step < 5; step += 1) {
      key = await nextStep(key);
    }
    sender.use(key);
    newcomer.add(key);
    const after = await sealed(sender);
    for (const receiver of [old, newcomer]) {
      expect(isOpen(await receiver.open('camera', after, new Map()))).toBe(true);
    }
    expect(isOpen(await old.open('camera', before, new Map()))).toBe(true);
    expect(await newcomer.open('camera', before, new Map())).toBe('missing');
  });

  test('can’t follow into an epoch that it was not given the key of', async () => {
    const sender = new SenderKeys();
    const receiver = new ReceiverKeys();
    const key = newChainKey(0);
    receiver.add(key);
    sender.use(newChainKey(1));
    expect(await receiver.open('camera', await sealed(sender), new Map())).toBe('missing');
  });

  test('keeps a key for some seconds after the next one came', async () => {
    let now = 0;
    const sender = new SenderKeys();
    const receiver = new ReceiverKeys(() => now);
    const key = newChainKey(0);
    sender.use(key);
    receiver.add(key);
    const [first, second] = [await sealed(sender), await sealed(sender)];
    receiver.add(newChainKey(1));
    now = KEPT_MS - 1;
    expect(isOpen(await receiver.open('camera', first, new Map()))).toBe(true);
    now = KEPT_MS;
    expect(await receiver.open('camera', second, new Map())).toBe('missing');
  });

  test('does not take an older key for a newer one', async () => {
    let now = 0;
    const sender = new SenderKeys();
    const receiver = new ReceiverKeys(() => now);
    const [earlier, later] = [newChainKey(0), newChainKey(1)];
    sender.use(later);
    receiver.add(later);
    receiver.add(earlier);
    now = KEPT_MS * 2;
    expect(isOpen(await receiver.open('camera', await sealed(sender), new Map()))).toBe(true);
  });
});

test('a replay window lets each counter through once, and none that is far behind', () => {
  const window = new ReplayWindow();
  for (const counter of [5, 3, 4, 5_000]) {
    expect(window.mayPass(counter)).toBe(true);
    window.pass(counter);
    expect(window.mayPass(counter)).toBe(false);
  }
  expect(window.mayPass(6)).toBe(false);
  expect(window.mayPass(4_500)).toBe(true);
  expect(new ReplayWindow(9_000).mayPass(7_000)).toBe(false);
});
