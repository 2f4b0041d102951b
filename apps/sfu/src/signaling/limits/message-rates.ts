import { CallError, type RequestName } from '@plenary/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

interface Rate {
  readonly points: number;
  readonly duration: number;
}

/** Requests of one connection: `points` in `duration` seconds. A joining device sends some ten in its first second. */
const ALL: Rate = { points: 200, duration: 10 };

/** By kind, where fewer are enough; what is not named has the common bound only. */
const BY_NAME: Partial<Record<RequestName, Rate>> = {
  join: { points: 10, duration: 10 },
  // Each makes work for a media worker. A device has two transports, or four while its media move.
  openSendTransport: { points: 10, duration: 10 },
  connectTransport: { points: 20, duration: 10 },
  produce: { points: 30, duration: 10 },
  // Somebody who plays with the mute button is to end where they end.
  setProducerPaused: { points: 150, duration: 10 },
  // A way that broke off is repaired by steps of seconds.
  resume: { points: 10, duration: 10 },
  restartIce: { points: 20, duration: 10 },
  checkWay: { points: 30, duration: 10 },
  renewMedia: { points: 5, duration: 10 },
  endMeeting: { points: 5, duration: 10 },
  // A greeting for each who comes, and a fresh key every two seconds at the most.
  sendKeys: { points: 60, duration: 10 },
  mediaReady: { points: 10, duration: 10 },
  // Fan-out looks anew at each; a person who scrolls or resizes sends some four a second.
  setView: { points: 100, duration: 10 },
  resumeConsumers: { points: 100, duration: 10 },
  // A client asks about what halts every 1.5 s, for all of it at once.
  requestKeyFrames: { points: 20, duration: 10 },
  // Another codec has everyone publish anew.
  setRoomSettings: { points: 10, duration: 10 },
  startHls: { points: 5, duration: 10 },
  stopHls: { points: 5, duration: 10 },
  setRole: { points: 60, duration: 10 },
  // Each asks everyone's media.
  muteAll: { points: 10, duration: 10 },
  askToUnmute: { points: 60, duration: 10 },
  stopMedia: { points: 60, duration: 10 },
  sendChat: { points: 10, duration: 10 },
  pinMessage: { points: 10, duration: 10 },
  react: { points: 15, duration: 10 },
  raiseHand: { points: 10, duration: 10 },
  ask: { points: 5, duration: 30 },
  voteQuestion: { points: 30, duration: 10 },
  // It looks through the whole audience.
  listAudience: { points: 30, duration: 10 },
};

/** Bounds how often a connection may ask for what. */
export class MessageRates {
  readonly #all: RateLimiterMemory;
  readonly #byName = new Map<RequestName, RateLimiterMemory>();

  /** @param factor of all the bounds */
  constructor(factor: number) {
    this.#all = limiter('all', ALL, factor);
    for (const [name, rate] of Object.entries(BY_NAME) as [RequestName, Rate][]) {
      this.#byName.set(name, limiter(name, rate, factor));
    }
  }

  /** Counts a request of a connection. @throws {CallError} `RATE_LIMITED` when there were too many. */
  async count(connectionId: string, name: RequestName): Promise<void> {
    try {
      await this.#all.consume(connectionId);
      await this.#byName.get(name)?.consume(connectionId);
    } catch (error) {
      // The library rejects with its figures, not with an error, when the limit is reached.
      throw error instanceof RateLimiterRes ? new CallError('RATE_LIMITED') : error;
    }
  }
}

function limiter(keyPrefix: string, { points, duration }: Rate, factor: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix, points: points * factor, duration });
}
