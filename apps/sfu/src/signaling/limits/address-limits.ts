import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientAddress } from '../../access/client-address.ts';
import type { Config } from '../../config.ts';
import { isLocal } from '../../access/local-address.ts';

/** New connections of one address: a class or a company behind one router comes in within moments. */
const NEW = { points: 300, duration: 10 };

/** Why a connection was not let in. */
export type Refusal = 'tooMany' | 'tooFast';

/** How many signaling sockets come from one address, and how fast new ones may. */
export class AddressLimits {
  readonly #max: number;
  readonly #new: RateLimiterMemory;
  readonly #open = new Map<string, number>();

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
      this.#open.set(address, open + 1);
      request.socket.once('close', () => this.#left(address));
    }
    return null;
  }

  #left(address: string): void {
    const open = (this.#open.get(address) ?? 1) - 1;
    if (open === 0) {
      this.#open.delete(address);
    } else {
      this.#open.set(address, open);
    }
  }
}
