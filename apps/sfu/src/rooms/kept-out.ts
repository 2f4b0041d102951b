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

/** Remembers strings, up to a bound. */
export class Remembered {
  readonly #values = new Set<string>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  add(value: string): void {
    this.#values.delete(value);
    this.#values.add(value);
    const [oldest] = this.#values;
    if (this.#values.size > this.#most && oldest !== undefined) {
      this.#values.delete(oldest);
    }
  }

  forget(value: string): void {
    this.#values.delete(value);
  }

  has(value: string | null | undefined): boolean {
    return value !== null && value !== undefined && this.#values.has(value);
  }
}

/**
 * Those who were removed from a room. An identity is the operator's word for who somebody is, and enough; without
 * one there is what the client says of itself, which stops who does not know how to change it.
 */
export class KeptOut {
  readonly #identities = new Remembered();
  readonly #clientIds = new Remembered();
  readonly #resumeTokens = new Remembered();

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
