import { CallError, type DtlsParameters, type TransportOptions } from '@plenary/protocol';
import type { types } from 'mediasoup';
import type { Config } from '../config.ts';
import { connectDeadline } from './connect-deadline.ts';
import type { RoomRouter } from './room-router.ts';
import type { MediaTotals } from './totals.ts';
import { toClient, transportSettings } from './transport.ts';
import { closeAnyway } from './worker-process.ts';

/** What a transport is for, as its client sees it. */
export type Direction = 'send' | 'recv';

export interface PeerTransportsOptions {
  readonly config: Config['media'];
  readonly router: Pick<RoomRouter, 'router' | 'worker'>;
  /** Whether it needs its send transport at once. */
  readonly publishes: boolean;
  readonly totals: MediaTotals;
  /** One that was to carry something was not connected in time, and is closed. */
  readonly unconnected: (which: Direction) => void;
}

/** The one or two transports of a peer on one worker. */
export class PeerTransports {
  readonly #options: PeerTransportsOptions;
  readonly recv: types.WebRtcTransport;
  /** Not made before it is needed: who only watches is half as heavy. */
  #send: types.WebRtcTransport | null;
  #opening: Promise<types.WebRtcTransport> | null = null;
  readonly #connected = new Set<string>();
  /** Those that have, or had, to be connected by a certain time. */
  readonly #awaited = new Set<types.WebRtcTransport>();
  #deaf = false;
  #closed = false;

  private constructor(options: PeerTransportsOptions, recv: types.WebRtcTransport, send: types.WebRtcTransport | null) {
    this.#options = options;
    this.recv = recv;
    this.#send = send;
  }

  /** @throws {CallError} `UNAVAILABLE` */
  static async create(options: PeerTransportsOptions): Promise<PeerTransports> {
    const made = await Promise.allSettled([makeTransport(options), options.publishes ? makeTransport(options) : null]);
    const transports = made.map((result) => (result.status === 'fulfilled' ? result.value : null));
    const failed = made.find((result) => result.status === 'rejected');
    const [recv = null, send = null] = transports;
    if (recv === null || failed !== undefined) {
      transports.forEach((transport) => transport?.close());
      throw new CallError('UNAVAILABLE', 'the media transports could not be made', { cause: failed?.reason });
    }
    bound(send, options);
    return new PeerTransports(options, recv, send);
  }

  get send(): types.WebRtcTransport | null {
    return this.#send;
  }

  /** @throws {CallError} `UNAVAILABLE` */
  async openSend(): Promise<TransportOptions> {
    // Those who ask meanwhile share the attempt; a failed one is forgotten.
    const opening = async (): Promise<types.WebRtcTransport> =>
      await (this.#opening ??= this.#openSend().finally(() => (this.#opening = null)));
    return toClient(this.#send ?? await opening());
  }

  async #openSend(): Promise<types.WebRtcTransport> {
    let send: types.WebRtcTransport;
    try {
      send = await makeTransport(this.#options);
    } catch (error) {
      throw new CallError('UNAVAILABLE', 'the media transport could not be made', { cause: error });
    }
    if (this.#closed) {
      send.close();
      throw new CallError('DISCONNECTED');
    }
    bound(send, this.#options);
    this.#send = send;
    return send;
  }

  /**
   * Something is to flow over the transport: a client that does not connect it in time loses it, and what was to flow.
   * It may ask for another. One that nothing needs costs next to nothing, and waits.
   */
  await(transport: types.WebRtcTransport): void {
    if (this.#awaited.has(transport)) {
      return;
    }
    this.#awaited.add(transport);
    let carried = 0;
    const count = (track: { readonly observer: Pick<NodeJS.EventEmitter, 'once'> }): void => {
      carried++;
      track.observer.once('close', () => carried--);
    };
    transport.observer.on('newproducer', count).on('newconsumer', count);
    connectDeadline(transport, 1_000 * this.#options.config.connectSeconds, () => {
      if (carried > 0 || this.#connected.has(transport.id)) {
        this.#giveUp(transport);
      } else {
        // What was to flow ended before its client heard of it.
        transport.observer.off('newproducer', count).off('newconsumer', count);
        this.#awaited.delete(transport);
      }
    });
  }

  #giveUp(transport: types.WebRtcTransport): void {
    const which = transport === this.recv ? 'recv' : 'send';
    if (which === 'recv') {
      this.#deaf = true;
    } else {
      this.#send = null;
    }
    closeAnyway(transport);
    this.#options.totals.unconnected++;
    this.#options.unconnected(which);
  }

  /** See `PeerMedia.deaf`. */
  get deaf(): boolean {
    return this.#deaf;
  }

  owns(id: string): boolean {
    return this.#all.some((transport) => transport.id === id);
  }

  /** @throws {CallError} `NOT_FOUND` */
  own(id: string): types.WebRtcTransport {
    const transport = this.#all.find((candidate) => candidate.id === id && !(this.#deaf && candidate === this.recv));
    if (transport === undefined) {
      throw new CallError('NOT_FOUND', 'no such transport of yours');
    }
    return transport;
  }

  /** @throws {CallError} as `PeerMedia.connectTransport` */
  async connect(id: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.own(id);
    if (this.#connected.has(id)) {
      throw new CallError('CONFLICT', 'the transport is connected already');
    }
    this.#connected.add(id);
    this.await(transport);
    try {
      await transport.connect({ dtlsParameters: dtlsParameters as types.DtlsParameters });
    } catch (error) {
      throw transport.closed ? new CallError('UNAVAILABLE', 'the transport ended meanwhile') : error;
    }
  }

  /** See `PeerMedia.bytesSent`. */
  async bytesSent(id: string): Promise<number> {
    const stats = await this.own(id).getStats();
    return stats.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  }

  /** See `PeerMedia.bytesReceived`. */
  async bytesReceived(): Promise<number | null> {
    const open = this.#all.filter(({ closed }) => !closed);
    if (open.length === 0) {
      return null;
    }
    try {
      const stats = await Promise.all(open.map((transport) => transport.getStats()));
      return stats.flat().reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
    } catch {
      return null;
    }
  }

  close(): void {
    this.#closed = true;
    this.#all.forEach((transport) => closeAnyway(transport));
  }

  get #all(): types.WebRtcTransport[] {
    return this.#send === null ? [this.recv] : [this.#send, this.recv];
  }
}

async function makeTransport({ router: { router, worker }, totals, config }: PeerTransportsOptions): Promise<types.WebRtcTransport> {
  const transport = await router.createWebRtcTransport(transportSettings(worker.webRtcServer, config));
  totals.watch(transport);
  return transport;
}

/** Set without waiting: it is carried out before anything that a client can send. */
function bound(send: types.WebRtcTransport | null, { config }: PeerTransportsOptions): void {
  send?.setMaxIncomingBitrate(config.maxUplinkBitrate).catch(() => undefined);
}
