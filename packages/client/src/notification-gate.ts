import type { Notification } from '@plenary/protocol';

/** Keeps notifications back that overtake the handling of an answer which says how things were before them. */
export class NotificationGate {
  readonly #deliver: (notification: Notification) => void;
  #held: Notification[] | null = null;

  constructor(deliver: (notification: Notification) => void) {
    this.#deliver = deliver;
  }

  /** An answer is awaited. */
  hold(): void {
    this.#held ??= [];
  }

  pass(notification: Notification): void {
    if (this.#held === null) {
      this.#deliver(notification);
    } else {
      this.#held.push(notification);
    }
  }

  /** The answer has been dealt with. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = null;
    held.forEach((notification) => this.#deliver(notification));
  }

  /** There is no answer: what was told belongs to nothing. */
  drop(): void {
    this.#held = null;
  }
}
