import type { Notification, RequestInput, RoomId, Snapshot } from '@plenary/protocol';
import type { Signaling } from '../signaling.ts';
import type { JoinAnswer, JoinOutput } from '../stay.ts';
import { Encryption, hasText, type EncryptionOptions, type EncryptionState } from './encryption.ts';

/**
 * End-to-end encryption of a call, over its stays: each has keys of its own. With a secret everything is encrypted,
 * whatever the server says; without one nothing is.
 */
export class CallEncryption {
  readonly #options: EncryptionOptions | null;
  readonly #changed: (state: EncryptionState) => void;
  #stay: Encryption | null = null;
  /** Texts are opened one after the other, so that they keep their order. */
  #texts: Promise<void> = Promise.resolve();

  /** @param options `null` for calls that are not encrypted */
  constructor(options: EncryptionOptions | null, changed: (state: EncryptionState) => void) {
    this.#options = options;
    this.#changed = changed;
  }

  /** Of this stay; `null` in a call that is not encrypted. */
  get stay(): Encryption | null {
    return this.#stay;
  }

  /** Makes keys for a new stay; those of the one before are gone. @returns what `join` says of them @throws {CallError} */
  async begin(roomId: RoomId): Promise<Pick<RequestInput<'join'>, 'e2ee'>> {
    this.end();
    if (this.#options === null) {
      return {};
    }
    const stay: Encryption = await Encryption.open(this.#options, roomId, (state) => stay === this.#stay && this.#changed(state));
    this.#stay = stay;
    return { e2ee: stay.announcement };
  }

  /** A join was answered. @returns the answer with its texts as they were written */
  async entered<T extends JoinOutput>(answer: T, signaling: Pick<Signaling, 'request'>): Promise<T | JoinAnswer> {
    const stay = this.#stay;
    if (stay === null || answer.status !== 'joined') {
      this.end();
      return answer;
    }
    stay.enter(answer.snapshot, signaling);
    return { ...answer, snapshot: await stay.openSnapshot(answer.snapshot) };
  }

  /** The stay goes on after its connection was lost; whoever came or left meanwhile is in the snapshot. */
  async resumed<T extends { readonly snapshot: Snapshot }>(answer: T, signaling: Pick<Signaling, 'request'>): Promise<T> {
    this.#stay?.enter(answer.snapshot, signaling);
    return { ...answer, snapshot: (await this.#stay?.openSnapshot(answer.snapshot)) ?? answer.snapshot };
  }

  /**
   * Takes note of what concerns keys, and opens what people wrote.
   * @returns whether `deliver` is given the notification later, with its texts as they were written
   */
  takes(notification: Notification, deliver: (opened: Notification) => void): boolean {
    const stay = this.#stay;
    if (stay === null) {
      return false;
    }
    stay.notified(notification);
    if (!hasText(notification)) {
      return false;
    }
    this.#texts = this.#texts.then(async () => {
      const opened = await stay.openNotification(notification);
      if (stay === this.#stay) {
        deliver(opened);
      }
    });
    return true;
  }

  async seal(text: string): Promise<string> {
    return (await this.#stay?.sealText(text)) ?? text;
  }

  async open<T extends { readonly text: string }>(item: T): Promise<T> {
    return (await this.#stay?.openText(item)) ?? item;
  }

  end(): void {
    this.#stay?.close();
    this.#stay = null;
  }
}
