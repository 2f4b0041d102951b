import { digestOf } from './digest.ts';
import type { KeptOutRecord } from './handover.ts';

/** By what a person is known again. */
export interface Marks {
  /** Of their token, `null` without one. */
  readonly identity: string | null;
  /** Of their client, when it told one. */
  readonly clientId?: string | undefined;
  readonly resumeToken: string | undefined;
  /** The resume token that they came with before they were given that one. */
  readonly cameWith?: string | undefined;
}

/** So many marks of each kind are kept; of more, the oldest go. */
const MOST = 2_000;

/** Remembers strings by their digests, up to a bound. */
export class Remembered {
  readonly #digests: Set<string>;
  readonly #most: number;

  /** @param digests what is remembered already, the oldest first */
  constructor(digests: readonly string[] = [], most = MOST) {
    this.#digests = new Set(digests.slice(-most));
    this.#most = most;
  }

  add(value: string): void {
    this.addDigest(digestOf(value));
  }

  addDigest(digest: string): void {
    this.#digests.delete(digest);
    this.#digests.add(digest);
    const [oldest] = this.#digests;
    if (this.#digests.size > this.#most && oldest !== undefined) {
      this.#digests.delete(oldest);
    }
  }

  forget(value: string): void {
    this.#digests.delete(digestOf(value));
  }

  has(value: string | null | undefined): boolean {
    return value !== null && value !== undefined && this.#digests.size > 0 && this.#digests.has(digestOf(value));
  }

  /** The oldest first. */
  get digests(): string[] {
    return [...this.#digests];
  }
}

/**
 * Those who were removed from a room. An identity is the operator's word for who somebody is, and enough; without
 * one there is what the client says of itself, which stops who does not know how to change it.
 */
export class KeptOut {
  readonly #identities: Remembered;
  readonly #clientIds: Remembered;
  readonly #resumeTokens: Remembered;

  /** @param earlier those who were removed before this process */
  constructor(earlier?: KeptOutRecord) {
    this.#identities = new Remembered(earlier?.identities);
    this.#clientIds = new Remembered(earlier?.clientIds);
    this.#resumeTokens = new Remembered(earlier?.tokens);
  }

  get record(): KeptOutRecord {
    return {
      identities: this.#identities.digests,
      clientIds: this.#clientIds.digests,
      tokens: this.#resumeTokens.digests,
    };
  }

  add({ identity, clientId, resumeToken, cameWith }: Marks): void {
    if (identity !== null) {
      this.#identities.add(identity);
    } else if (clientId !== undefined) {
      // Two people with identities of their own may share a browser.
      this.#clientIds.add(clientId);
    }
    this.addStay({ resumeToken, cameWith });
  }

  /** One stay and no more: whoever had it may come anew. */
  addStay({ resumeToken, cameWith }: Pick<Marks, 'resumeToken' | 'cameWith'>): void {
    for (const token of [resumeToken, cameWith]) {
      if (token !== undefined) {
        this.#resumeTokens.add(token);
      }
    }
  }

  has({ identity, clientId, resumeToken }: Marks): boolean {
    return this.#resumeTokens.has(resumeToken) || this.#identities.has(identity)
      || this.#clientIds.has(clientId);
  }
}
