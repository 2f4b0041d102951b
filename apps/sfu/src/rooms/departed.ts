import type { PeerId, Role } from '@plenary/protocol';

/** What stays of a stay that ended without the person's will. */
export interface Earlier {
  readonly id: PeerId;
  readonly role: Role;
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
  readonly #kept = new Map<string, Earlier & { readonly at: number }>();

  add(resumeToken: string, { id, role }: Pick<Earlier, 'id' | 'role'>): void {
    this.#kept.set(resumeToken, { id, role, present: false, at: Date.now() });
    const [eldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && eldest !== undefined) {
      this.#kept.delete(eldest);
    }
  }

  /** Once: with it a new stay begins, which has a token of its own. */
  take(resumeToken: string): Earlier | null {
    const kept = this.#kept.get(resumeToken);
    this.#kept.delete(resumeToken);
    return kept === undefined || Date.now() - kept.at > KEPT_MS ? null : { id: kept.id, role: kept.role, present: false };
  }
}
