import type { EncryptionMember, KeyBox, PeerId } from '@plenary/protocol';
import { decodeBoxMessage, encodeBoxMessage, type BoxMessage } from './box-message.ts';
import type { Bytes } from './bytes.ts';
import { MAX_STEP, newChainKey, nextStep, type ChainKey } from './chain-key.ts';
import { openBox, sealBox, verifyAnnouncement, type Identity, type PairKeys } from './identity.ts';
import type { LinkKeys } from './link-secret.ts';

/** A new epoch at most this often, in milliseconds: who leaves in the meantime is left behind together. */
const REKEY_INTERVAL_MS = 2_000;
/** Newcomers of so many milliseconds are handed the key together. */
const GREETING_DELAY_MS = 50;
/** How long the others have to receive a new epoch's key before it is used, in milliseconds. */
const SWITCH_DELAY_MS = 300;
/** A missing key is asked for at most this often, in milliseconds, from each. */
const ASK_INTERVAL_MS = 2_000;

export interface ExchangeOptions {
  readonly link: LinkKeys;
  readonly identity: Identity;
  /** Relays boxes to others in the room. */
  readonly send: (boxes: KeyBox[]) => Promise<unknown>;
  /** From now on this participant encrypts with this key. */
  readonly useKey: (key: ChainKey) => void;
  /** Somebody handed their key over. */
  readonly received: (peerId: PeerId, key: ChainKey) => void;
  /** Somebody left: nothing of theirs is of use any more. */
  readonly forget: (peerId: PeerId) => void;
  /** The set of those who have the link's secret changed, or of those who don't. */
  readonly changed: () => void;
}

/** One of the others, as the server told of them. */
interface Member {
  readonly announcement: string;
  readonly publicKey: Bytes;
  readonly keys: PairKeys;
  /** They have this participant's key. */
  greeted: boolean;
  askedAt: number;
}

/**
 * Hands this participant's key to all who have the link's secret, and takes theirs. Who comes is given a key that can't
 * be turned back to what was before; after somebody left all are given a fresh one.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #members = new Map<PeerId, Member>();
  readonly #strangers = new Set<PeerId>();
  #own: ChainKey = newChainKey(0);
  /** Everything that changes members or keys happens one at a time. */
  #tail: Promise<void> = Promise.resolve();
  #rekeyTimer: ReturnType<typeof setTimeout> | null = null;
  #greetTimer: ReturnType<typeof setTimeout> | null = null;
  #rekeyedAt = -Infinity;
  #closed = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    options.useKey(this.#own);
  }

  /** Public keys of all who have the link's secret, this participant's own among them. */
  get publicKeys(): Bytes[] {
    return [this.#options.identity.publicKey, ...[...this.#members.values()].map(({ publicKey }) => publicKey)];
  }

  /** Those in the room who don't have the link's secret. */
  get strangers(): ReadonlySet<PeerId> {
    return this.#strangers;
  }

  /** The room's members changed. */
  change(joined: readonly EncryptionMember[], left: readonly PeerId[]): void {
    this.#run(async () => {
      const gone = left.filter((id) => this.#remove(id));
      await Promise.all(joined.map((member) => this.#add(member)));
      if (gone.length > 0) {
        this.#rekeySoon();
      }
      if (this.#ungreeted.length > 0) {
        this.#greetSoon();
      }
      this.#options.changed();
    });
  }

  /** These are all the others who are in the room now. */
  settle(members: readonly EncryptionMember[]): void {
    const here = new Set(members.map(({ peerId }) => peerId));
    this.change(members, [...this.#members.keys(), ...this.#strangers].filter((peerId) => !here.has(peerId)));
  }

  /** A box came from somebody. */
  receive(from: PeerId, box: string): void {
    this.#run(async () => {
      const member = this.#members.get(from);
      const bytes = member === undefined ? null : await openBox(member.keys.fromThem, box);
      const message = bytes === null ? null : decodeBoxMessage(bytes);
      if (member === undefined || message === null) {
        return;
      }
      if (message.kind === 'key') {
        this.#options.received(from, message.key);
      } else {
        member.greeted = false;
        this.#greetSoon();
      }
    });
  }

  /** Frames of somebody came that no key is there for. */
  missing(peerId: PeerId): void {
    const member = this.#members.get(peerId);
    const now = performance.now();
    if (member !== undefined && now - member.askedAt >= ASK_INTERVAL_MS) {
      member.askedAt = now;
      this.#run(() => this.#tell([[peerId, member]], { kind: 'ask' }));
    }
  }

  close(): void {
    this.#closed = true;
    [this.#rekeyTimer, this.#greetTimer].forEach((timer) => timer !== null && clearTimeout(timer));
  }

  get #ungreeted(): [PeerId, Member][] {
    return [...this.#members].filter(([, { greeted }]) => !greeted);
  }

  async #add({ peerId, announcement }: EncryptionMember): Promise<void> {
    if (this.#members.get(peerId)?.announcement === announcement) {
      return;
    }
    this.#remove(peerId);
    const { link, identity } = this.#options;
    const publicKey = await verifyAnnouncement(link, announcement);
    if (publicKey === null) {
      this.#strangers.add(peerId);
      return;
    }
    try {
      this.#members.set(peerId, {
        announcement, publicKey, keys: await identity.pairKeys(publicKey), greeted: false, askedAt: performance.now(),
      });
    } catch {
      // Not a point of the curve.
      this.#strangers.add(peerId);
    }
  }

  /** @returns whether it was one who had the key */
  #remove(peerId: PeerId): boolean {
    this.#strangers.delete(peerId);
    const was = this.#members.delete(peerId);
    if (was) {
      this.#options.forget(peerId);
    }
    return was;
  }

  #greetSoon(): void {
    this.#greetTimer ??= setTimeout(() => {
      this.#greetTimer = null;
      this.#run(() => this.#greet());
    }, GREETING_DELAY_MS);
  }

  /** Moves the key on by a step and hands it to those who don't have it; the others take the step by themselves. */
  async #greet(): Promise<void> {
    const newcomers = this.#ungreeted;
    if (newcomers.length === 0) {
      return;
    }
    if (this.#own.step >= MAX_STEP) {
      this.#rekeySoon();
      return;
    }
    this.#own = await nextStep(this.#own);
    newcomers.forEach(([, member]) => (member.greeted = true));
    await this.#tell(newcomers, { kind: 'key', key: this.#own });
    this.#options.useKey(this.#own);
  }

  #rekeySoon(): void {
    const wait = Math.max(0, this.#rekeyedAt + REKEY_INTERVAL_MS - performance.now());
    this.#rekeyTimer ??= setTimeout(() => {
      this.#rekeyTimer = null;
      this.#run(() => this.#rekey());
    }, wait);
  }

  /** A fresh key for all who are here. */
  async #rekey(): Promise<void> {
    this.#rekeyedAt = performance.now();
    const key = newChainKey(this.#own.epoch + 1);
    this.#own = key;
    const members = [...this.#members];
    members.forEach(([, member]) => (member.greeted = true));
    await this.#tell(members, { kind: 'key', key });
    setTimeout(() => {
      if (!this.#closed) {
        this.#options.useKey(key);
      }
    }, SWITCH_DELAY_MS);
  }

  async #tell(members: readonly (readonly [PeerId, Member])[], message: BoxMessage): Promise<void> {
    if (members.length > 0) {
      const bytes = encodeBoxMessage(message);
      const boxes = await Promise.all(members.map(async ([to, { keys }]) => ({ to, box: await sealBox(keys.toThem, bytes) })));
      // Lost with the connection: who misses a key asks for it.
      await this.#options.send(boxes).catch(() => undefined);
    }
  }

  #run(step: () => Promise<void>): void {
    this.#tail = this.#tail.then(() => (this.#closed ? undefined : step()));
  }
}
