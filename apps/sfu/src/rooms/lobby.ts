import { CallError, LIMITS, type CloseReason, type LobbyState, type Visitor } from '@plenary/protocol';
import { Denials, type Knocker } from './denials.ts';
import type { DeniedRecord } from './handover.ts';
import { Paced } from './paced.ts';
import type { PeerLink } from './ports.ts';
import { newId, newSecret } from './random.ts';

/** How long who was let in may take to come, in milliseconds. */
const CALL_MS = 20_000;
/** Hosts are told at most this often, in milliseconds. */
const TELL_MS = 500;
/** So many may wait for one room. */
const MAX_WAITING = 500;
/** And so many of one address: a school may, and nobody fills the lobby alone. */
const MAX_OF_ADDRESS = 100;

/** Someone who comes to the lobby. */
export interface Guest extends Knocker {
  readonly name: string;
  readonly link: Pick<PeerLink, 'notify'>;
}

interface Waiting {
  readonly visitor: Visitor;
  readonly link: Guest['link'];
  readonly knocker: Knocker;
}

/** Those who wait until a host lets them in. They are told nothing of the room. */
export class Lobby {
  /** By ticket, in the order of their coming. */
  readonly #waiting = new Map<string, Waiting>();
  /** Tickets of those who may come in now. */
  readonly #admitted = new Map<string, NodeJS.Timeout>();
  readonly #denials: Denials;
  readonly #tell: Paced;

  /**
   * @param tellHosts told of each new state
   * @param deniedMs how long who was turned away has to wait the first time, in milliseconds
   * @param denied those who were turned away before this process
   */
  constructor(tellHosts: (state: LobbyState) => void, deniedMs = 0, denied: readonly DeniedRecord[] = []) {
    this.#denials = new Denials(deniedMs, denied);
    this.#tell = new Paced(TELL_MS, () => tellHosts(this.state));
  }

  get state(): LobbyState {
    const visitors: Visitor[] = [];
    for (const { visitor } of this.#waiting.values()) {
      if (visitors.length === LIMITS.lobbyListed) {
        break;
      }
      visitors.push(visitor);
    }
    return { visitors, total: this.#waiting.size };
  }

  /** Those who were turned away, for the next process. */
  get denied(): DeniedRecord[] {
    return this.#denials.record;
  }

  /**
   * @returns the ticket
   * @throws {CallError} `DENIED` for who was turned away a moment ago, `ROOM_FULL` when too many wait already
   */
  add({ name, link, identity, clientId, address }: Guest): string {
    const knocker = { identity, clientId, address };
    const wait = this.#denials.wait(knocker);
    if (wait > 0) {
      throw new CallError('DENIED', undefined, { retryAfterSeconds: inSeconds(wait) });
    }
    if (this.#waiting.size >= MAX_WAITING || this.#waitingOf(address) >= MAX_OF_ADDRESS) {
      throw new CallError('ROOM_FULL', 'too many wait in the lobby');
    }
    const ticket = newSecret();
    // Hosts name those who wait by another id: the ticket is theirs alone.
    this.#waiting.set(ticket, { visitor: { id: newId(), name, cameAt: Date.now() }, link, knocker });
    this.#tell.ask();
    return ticket;
  }

  /** Who was let in comes: `false` when the ticket was not, or too long ago. */
  redeem(ticket: string): boolean {
    clearTimeout(this.#admitted.get(ticket));
    return this.#admitted.delete(ticket);
  }

  /** They wait no longer. */
  drop(ticket: string): void {
    this.redeem(ticket);
    if (this.#waiting.delete(ticket)) {
      this.#tell.ask();
    }
  }

  /** @throws {CallError} `NOT_FOUND` */
  admit(visitorId: string): void {
    this.#admit(...this.#find(visitorId));
  }

  admitAll(): void {
    [...this.#waiting].forEach(([ticket, waiting]) => this.#admit(ticket, waiting));
  }

  /** They may ask again after a while. @throws {CallError} `NOT_FOUND` */
  deny(visitorId: string): void {
    const [ticket, { link, knocker }] = this.#find(visitorId);
    const wait = this.#denials.add(knocker);
    const retryAfter = wait === 0 ? {} : { retryAfterSeconds: inSeconds(wait) };
    link.notify({ name: 'lobbyAnswered', payload: { admitted: false, ...retryAfter } });
    this.drop(ticket);
  }

  /** The room has ended: nobody lets them in any more. */
  close(reason: CloseReason): void {
    this.#tell.close();
    this.#admitted.forEach((timer) => clearTimeout(timer));
    this.#admitted.clear();
    this.#waiting.forEach(({ link }) => link.notify({ name: 'closed', payload: { reason } }));
    this.#waiting.clear();
  }

  #waitingOf(address: string | undefined): number {
    return address === undefined ? 0 : [...this.#waiting.values()].filter(({ knocker }) => knocker.address === address).length;
  }

  #find(visitorId: string): [ticket: string, waiting: Waiting] {
    for (const entry of this.#waiting) {
      if (entry[1].visitor.id === visitorId) {
        return entry;
      }
    }
    throw new CallError('NOT_FOUND', 'nobody with this id waits');
  }

  #admit(ticket: string, { link, knocker }: Waiting): void {
    this.#admitted.set(ticket, setTimeout(() => this.#admitted.delete(ticket), CALL_MS).unref());
    this.#denials.forget(knocker);
    link.notify({ name: 'lobbyAnswered', payload: { admitted: true } });
    this.#waiting.delete(ticket);
    this.#tell.ask();
  }
}

const inSeconds = (ms: number): number => Math.ceil(ms / 1_000);
