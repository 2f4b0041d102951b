import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from '../../access/client-address.ts';
import type { Config } from '../../config.ts';
import { isLocal } from '../../access/local-address.ts';

/** New connections of one address: a class or a company behind one router comes in within moments. */
const NEW = { points: 300, duration: 10 };

/** Why a connection was not let in. */
export type Refusal = 'tooMany' | 'tooFast';

/**
 * How many signaling sockets come from one address, and how fast new ones may; and how many may have lost theirs, so
 * that nobody takes by cutting sockets what they may not have by holding them.
 */
export class AddressLimits {
  readonly #max: number;
  readonly #new: RateLimiterMemory;
  readonly #open = new Map<string, number>();
  readonly #absent = new Map<string, number>();

  constructor({ connectionsPerAddress, rateFactor }: Config['limits']) {
    this.#max = connectionsPerAddress;
    this.#new = new RateLimiterMemory({ keyPrefix: 'new', points: NEW.points * rateFactor, duration: NEW.duration });
  }

  /** Addresses that hold a connection. */
  get size(): number {
    return this.#open.size;
  }

  /** Lets a connection in, which counts until its TCP connection ends, or says why not. */
  async admit(request: IncomingMessage): Promise<Refusal | null> {
    const address = clientAddress(request);
    if (isLocal(address)) {
      return null;
    }
    try {
      await this.#new.consume(address);
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        return 'tooFast';
      }
      throw error;
    }
    const open = this.#open.get(address) ?? 0;
    if (open >= this.#max) {
      return 'tooMany';
    }
    if (!request.socket.destroyed) {
      request.socket.once('close', add(this.#open, address));
    }
    return null;
  }

  /**
   * Keeps a place for somebody whose socket is lost, beside the sockets that their address has: a whole company that
   * comes back after an interruption needs both.
   * @returns gives the place up; `null` when there is none
   */
  keepPlace(address: string): (() => void) | null {
    if (isLocal(address)) {
      return () => undefined;
    }
    return (this.#absent.get(address) ?? 0) >= this.#max ? null : add(this.#absent, address);
  }
}

/** @returns takes it off again, once */
function add(counts: Map<string, number>, address: string): () => void {
  counts.set(address, (counts.get(address) ?? 0) + 1);
  let counted = true;
  return () => {
    if (counted) {
      counted = false;
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) {
        counts.delete(address);
      } else {
        counts.set(address, left);
      }
    }
  };
}
