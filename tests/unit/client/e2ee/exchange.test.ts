import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LIMITS, boxSchema, type KeyBox, type PeerId } from '@plenary/protocol';
import { randomBytes } from '../../../../packages/client/src/e2ee/bytes.ts';
import { keyIdOf, type ChainKey } from '../../../../packages/client/src/e2ee/chain-key.ts';
import { Exchange } from '../../../../packages/client/src/e2ee/exchange.ts';
import { createIdentity, verifyAnnouncement, type Identity } from '../../../../packages/client/src/e2ee/identity.ts';
import { deriveLinkKeys, isLinkSecret, newLinkSecret, type LinkKeys } from '../../../../packages/client/src/e2ee/link-secret.ts';
import { ReceiverKeys } from '../../../../packages/client/src/e2ee/receiver-keys.ts';
import { safetyCode } from '../../../../packages/client/src/e2ee/safety-code.ts';
import { SenderKeys } from '../../../../packages/client/src/e2ee/sender-keys.ts';
import { Texts } from '../../../../packages/client/src/e2ee/texts.ts';
import { until } from '../../../support/until.ts';

const ROOM = 'a-room';
const FRAME = randomBytes(80);

/** A room of exchanges, with a server between them that keeps all that it relays. */
class Hall {
  readonly people = new Map<PeerId, Person>();
  readonly relayed: { from: PeerId; boxes: KeyBox[] }[] = [];
  /** Boxes to these are lost. */
  readonly cutOff = new Set<PeerId>();

  async enter(id: PeerId, secret: string): Promise<Person> {
    const link = await deriveLinkKeys(secret, ROOM);
    const person = new Person(id, this, link, await createIdentity(link));
    const members = [...this.people.values()].map((other) => other.member);
    this.people.forEach(({ exchange }) => exchange.change([person.member], []));
    this.people.set(id, person);
    person.exchange.settle(members);
    return person;
  }

  leave(id: PeerId): void {
    this.people.delete(id);
    this.people.forEach(({ exchange }) => exchange.change([], [id]));
  }

  async relay(from: PeerId, boxes: KeyBox[]): Promise<void> {
    this.relayed.push({ from, boxes });
    for (const { to, box } of boxes) {
      if (!this.cutOff.has(to)) {
        this.people.get(to)?.exchange.receive(from, box);
      }
    }
  }
}

class Person {
  readonly id: PeerId;
  readonly member: { peerId: PeerId; announcement: string };
  readonly exchange: Exchange;
  readonly sends = new SenderKeys();
  readonly used: ChainKey[] = [];
  readonly receives = new Map<PeerId, ReceiverKeys>();

  constructor(id: PeerId, hall: Hall, link: LinkKeys, identity: Identity) {
    this.id = id;
    this.member = { peerId: id, announcement: identity.announcement };
    this.exchange = new Exchange({
      link,
      identity,
      send: (boxes) => hall.relay(id, boxes),
      useKey: (key) => {
        this.used.push(key);
        this.sends.use(key);
      },
      received: (peerId, key) => this.keysOf(peerId).add(key),
      forget: (peerId) => void this.receives.delete(peerId),
      changed: () => undefined,
    });
  }

  keysOf(peerId: PeerId): ReceiverKeys {
    const keys = this.receives.get(peerId) ?? new ReceiverKeys();
    this.receives.set(peerId, keys);
    return keys;
  }

  async frame(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.sends.encrypt('camera', FRAME, 3)) as Uint8Array<ArrayBuffer>;
  }

  async reads(other: Person, frame?: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const opened = await this.keysOf(other.id).open('camera', frame ?? (await other.frame()), new Map());
    return typeof opened === 'object';
  }
}

let hall: Hall;
let secret: string;

beforeEach(() => {
  hall = new Hall();
  secret = newLinkSecret();
});
afterEach(() => hall.people.forEach(({ exchange }) => exchange.close()));

async function allRead(...people: Person[]): Promise<boolean> {
  for (const one of people) {
    for (const other of people) {
      if (one !== other && !(await one.reads(other))) {
        return false;
      }
    }
  }
  return true;
}

test('a link’s secret has 128 bits or more', () => {
  expect(isLinkSecret(newLinkSecret())).toBe(true);
  expect(newLinkSecret()).not.toBe(newLinkSecret());
  for (const text of ['', 'short', 'AAAAAAAAAAAAAAAAAAAA', `${newLinkSecret()}!`, 'A'.repeat(500)]) {
    expect(isLinkSecret(text)).toBe(false);
  }
});

describe('the exchange of keys', () => {
  test('everyone reads everyone, in boxes that the server takes', async () => {
    const people = [await hall.enter('ann', secret), await hall.enter('bob', secret), await hall.enter('cid', secret)];
    await until('all read all', () => allRead(...people), 5_000);
    for (const { boxes } of hall.relayed) {
      expect(boxes.length).toBeLessThanOrEqual(LIMITS.encryptedRoomPeers);
      boxes.forEach(({ box }) => expect(boxSchema.safeParse(box).success).toBe(true));
    }
  });

  test('who comes can’t read what was before, and the others read on without a word to them', async () => {
    const [ann, bob] = [await hall.enter('ann', secret), await hall.enter('bob', secret)];
    await until('both read', () => allRead(ann, bob), 5_000);
    const before = await ann.frame();
    hall.relayed.length = 0;
    const cid = await hall.enter('cid', secret);
    await until('all read all', () => allRead(ann, bob, cid), 5_000);
    expect(await cid.reads(ann, before)).toBe(false);
    expect(await bob.reads(ann, before)).toBe(true);
    expect(hall.relayed.filter(({ from }) => from === 'ann').flatMap(({ boxes }) => boxes.map(({ to }) => to))).toEqual(['cid']);
  });

  test('who left can’t read what follows, with all that the server relays', async () => {
    const [ann, bob, cid] = [await hall.enter('ann', secret), await hall.enter('bob', secret), await hall.enter('cid', secret)];
    await until('all read all', () => allRead(ann, bob, cid), 5_000);
    hall.relayed.length = 0;
    hall.leave('cid');
    await until('a new epoch', () => [ann, bob].every(({ used }) => used.at(-1)?.epoch === 1), 5_000);
    await until('both read', () => allRead(ann, bob), 5_000);
    hall.relayed.forEach(({ from, boxes }) => boxes.forEach(({ box }) => cid.exchange.receive(from, box)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await cid.reads(ann)).toBe(false);
    expect(await cid.reads(bob)).toBe(false);
    cid.exchange.close();
  });

  test('many who leave at once cost two rounds at the most', async () => {
    const ann = await hall.enter('ann', secret);
    const others = await Promise.all(Array.from({ length: 6 }, (_, i) => hall.enter(`p${i}`, secret)));
    const [last] = others.slice(-1) as [Person];
    await until('they read', () => allRead(ann, last), 5_000);
    others.slice(0, -1).forEach(({ id, exchange }) => {
      exchange.close();
      hall.leave(id);
    });
    await until('nobody is left behind', async () => ann.exchange.publicKeys.length === 2 && (await allRead(ann, last)), 5_000);
    await until('the last epoch', () => (ann.used.at(-1)?.epoch ?? 0) >= 1, 5_000);
    await new Promise((resolve) => setTimeout(resolve, 2_600));
    expect(ann.used.at(-1)?.epoch).toBeLessThanOrEqual(2);
    expect(await allRead(ann, last)).toBe(true);
  }, 15_000);

  test('key ids only grow', async () => {
    const ann = await hall.enter('ann', secret);
    await hall.enter('bob', secret);
    await until('greeted', () => ann.used.length === 2, 5_000);
    hall.leave('bob');
    await until('rekeyed', () => ann.used.length === 3, 5_000);
    const ids = ann.used.map(keyIdOf);
    expect([...ids].sort((a, b) => a - b)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('who has another secret is told nothing, and is known as a stranger', async () => {
    const ann = await hall.enter('ann', secret);
    const eve = await hall.enter('eve', newLinkSecret());
    await until('they know', () => ann.exchange.strangers.has('eve') && eve.exchange.strangers.has('ann'), 5_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(hall.relayed).toEqual([]);
    expect(await eve.reads(ann)).toBe(false);
  });

  test('the same secret is another one in another room', async () => {
    const here = await createIdentity(await deriveLinkKeys(secret, ROOM));
    expect(await verifyAnnouncement(await deriveLinkKeys(secret, ROOM), here.announcement)).not.toBeNull();
    expect(await verifyAnnouncement(await deriveLinkKeys(secret, 'another'), here.announcement)).toBeNull();
  });

  test('a key that was lost on its way is asked for', async () => {
    hall.cutOff.add('bob');
    const [ann, bob] = [await hall.enter('ann', secret), await hall.enter('bob', secret)];
    await until('ann reads', () => ann.reads(bob), 5_000);
    expect(await bob.reads(ann)).toBe(false);
    hall.cutOff.clear();
    await until('bob reads', async () => {
      bob.exchange.missing('ann');
      return await bob.reads(ann);
    }, 8_000);
  }, 15_000);
});

test('the safety code is the same in any order, and another with any other key or secret', async () => {
  const link = await deriveLinkKeys(secret, ROOM);
  const keys = await Promise.all([1, 2, 3].map(async () => (await createIdentity(link)).publicKey));
  const code = await safetyCode(link.code, keys);
  expect(code).toMatch(/^\d{5}(?: \d{5}){5}$/u);
  expect(await safetyCode(link.code, [...keys].reverse())).toBe(code);
  expect(await safetyCode(link.code, keys.slice(1))).not.toBe(code);
  expect(await safetyCode((await deriveLinkKeys(newLinkSecret(), ROOM)).code, keys)).not.toBe(code);
});

test('texts come back, from who has the secret only, and never in the clear', async () => {
  const texts = new Texts((await deriveLinkKeys(secret, ROOM)).text);
  const others = new Texts((await deriveLinkKeys(newLinkSecret(), ROOM)).text);
  const longest = '漢'.repeat(LIMITS.chatLength);
  for (const text of ['hi', longest]) {
    const sealed = await texts.seal(text);
    expect(sealed.length).toBeLessThanOrEqual(LIMITS.sealedLength);
    expect(await texts.open(sealed)).toBe(text);
    expect(await others.open(sealed)).toBeNull();
  }
  expect(await texts.open('in the clear')).toBeNull();
});
