import { CallError } from '@plenary/protocol';
import { MediaRepair } from './media-repair.ts';
import { MediaWatch } from './media-watch.ts';
import { RelayWatch } from './relay-watch.ts';
import type { Signaling } from './signaling.ts';
import { StallWatch } from './stall-watch.ts';
import type { CallState } from './state.ts';
import type { Stay, StayOptions } from './stay.ts';

export interface MediaKeeperOptions {
  readonly signaling: Pick<Signaling, 'request' | 'connected' | 'cut'>;
  readonly stay: () => Stay | null;
  /** Whether anybody is to be seen or heard now. */
  readonly expects: () => boolean;
  /** Resolves when the server can be asked; `false` when the call is over. */
  readonly reachable: () => Promise<boolean>;
  readonly rejoin: () => void;
  readonly told: (state: Partial<Pick<CallState, 'media' | 'relay'>>) => void;
}

/** How long the server may take to say what it sent, in milliseconds. */
const ANSWER_MS = 2_000;
/** What the server sends and what arrives are compared over so long, in milliseconds. */
const COMPARED_MS = 400;
/** Less than that, in bytes over that time, is nothing to see or hear: ICE's checks and reports. */
const NOTHING_BYTES = 600;

/** Keeps the media of a call going: notices that they stopped, finds out whose fault it is, and has them repaired. */
export class MediaKeeper {
  readonly #options: MediaKeeperOptions;
  readonly #watch: MediaWatch;
  readonly #repair: MediaRepair;
  readonly #relays: RelayWatch;
  #stalls: StallWatch | null = null;

  constructor(options: MediaKeeperOptions) {
    const { signaling, stay, expects, reachable, rejoin, told } = options;
    this.#options = options;
    this.#watch = new MediaWatch((media) => told({ media }));
    this.#relays = new RelayWatch((relay) => told({ relay }));
    this.#repair = new MediaRepair({
      media: () => stay()?.session ?? null,
      expects,
      reachable,
      renew: async (timeoutMs) => void await signaling.request('renewMedia', {}, timeoutMs),
      rejoin,
      unanswered: () => signaling.cut(),
      beforeRejoin: () => this.#watch.beforeRetry(),
      repairing: (under) => this.#watch.repairing(under),
    });
  }

  /** A stay began. */
  start(): void {
    const { stay, expects } = this.#options;
    this.#stalls?.close();
    this.#stalls = new StallWatch({
      lastPlayed: () => stay()?.session.lastPlayed ?? null,
      expects,
      stalled: () => this.#stalled(),
    });
  }

  /** What transports say by themselves. */
  readonly ways: StayOptions['ways'] = {
    receiving: (connection) => this.#watch.changed(connection),
    broken: (how) => (how === 'failed' ? this.#repair.start() : this.#repair.doubt()),
    candidateFailed: (event) => this.#relays.failed(event),
  };

  /** The stay is over; another may follow. */
  pause(): void {
    this.#stalls?.close();
    this.#stalls = null;
    this.#repair.stop();
  }

  /** The call is over. */
  reset(): void {
    this.pause();
    this.#watch.reset();
    this.#relays.reset();
  }

  /** @returns whether there was nothing to come */
  async #stalled(): Promise<boolean> {
    const { signaling, stay } = this.#options;
    try {
      if (signaling.connected && !(await this.#isCutOff())) {
        return true;
      }
    } catch (error) {
      if (!(error instanceof CallError) || stay() === null) {
        return true;
      }
      if (error.code === 'TIMEOUT') {
        signaling.cut();
      } else if (error.code !== 'DISCONNECTED') {
        return true;
      }
    }
    this.#repair.start();
    return false;
  }

  /** Whether the server sends what does not arrive. @throws {CallError} */
  async #isCutOff(): Promise<boolean> {
    const { signaling, stay } = this.#options;
    const session = stay()?.session;
    if (session === undefined) {
      return false;
    }
    const look = async (): Promise<{ sent: number; arrived: number }> => {
      const transportId = session.recvTransportId;
      const [{ bytesSent }, arrivals] =
        await Promise.all([signaling.request('checkWay', { transportId }, ANSWER_MS), session.arrivals()]);
      return { sent: bytesSent, arrived: arrivals.find((each) => each.transportId === transportId)?.bytes ?? 0 };
    };
    const before = await look();
    await new Promise((resolve) => setTimeout(resolve, COMPARED_MS));
    const after = await look();
    const sent = after.sent - before.sent;
    return sent >= NOTHING_BYTES && after.arrived - before.arrived < sent / 4;
  }
}
