import type { PeerId, Role } from '@plenary/protocol';
import { digestOf, digestOrNull } from './digest.ts';
import type { DepartedRecord, StayRecord } from './handover.ts';

/** What a new stay takes up of an earlier one of the same person. */
export interface Earlier {
  readonly id: PeerId;
  /** `null`: another one is asked for. */
  readonly role: Role | null;
  /** Whether it still had its place in the room. */
  readonly present: boolean;
}

/** For so long who comes back is the same as before, in milliseconds. */
const KEPT_MS = 10 * 60_000;
/** Of so many it is remembered; the eldest are forgotten first. */
const MAX_KEPT = 500;

/**
 * Those whose stay ended because their connection did. Who comes back with the resume token of that stay has their
 * id and role again, so that nobody votes twice for a question, or is no host any more, for a tunnel on the way.
 */
export class Departed {
  /** By each of the tokens that a stay is known by. */
  readonly #kept = new Map<string, DepartedRecord>();

  /** @param at when the stay ended, in milliseconds since 1970 */
  add(stay: StayRecord, at = Date.now()): void {
    const kept = { ...stay, at };
    for (const token of stay.tokens) {
      this.#kept.set(token, kept);
      const [eldest] = this.#kept.keys();
      if (this.#kept.size > MAX_KEPT && eldest !== undefined) {
        this.#kept.delete(eldest);
      }
    }
  }

  /** Once: with it a new stay begins, which has a token of its own. */
  take(resumeToken: string, identity: string | null): Earlier | null {
    const kept = this.#kept.get(digestOf(resumeToken));
    if (kept === undefined || kept.identity !== digestOrNull(identity)) {
      return null;
    }
    kept.tokens.forEach((token) => this.#kept.delete(token));
    return Date.now() - kept.at > KEPT_MS ? null : { id: kept.id, role: kept.role, present: false };
  }

  /** Those who may still come back as who they were, the eldest first. */
  get all(): DepartedRecord[] {
    return [...new Set(this.#kept.values())].filter(({ at }) => Date.now() - at <= KEPT_MS);
  }
}
