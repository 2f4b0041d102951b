import type { types } from 'mediasoup';

interface Bytes {
  received: number;
  sent: number;
}

/** Bytes over all transports since the start, those that are closed by now included. */
export class MediaTotals {
  readonly #open = new Map<types.WebRtcTransport, Bytes>();
  /** Transports that were closed because they were not connected in time. */
  unconnected = 0;
  readonly #closed: Bytes = { received: 0, sent: 0 };

  watch(transport: types.WebRtcTransport): void {
    this.#open.set(transport, { received: 0, sent: 0 });
    transport.observer.once('close', () => {
      const last = this.#open.get(transport);
      this.#open.delete(transport);
      // What flowed after the last reading is lost to the count: a closed transport answers no more.
      this.#closed.received += last?.received ?? 0;
      this.#closed.sent += last?.sent ?? 0;
    });
  }

  /** Reads all open transports. A worker that does not answer keeps its last figures. */
  async read(timeoutMs: number): Promise<Bytes> {
    const readings = [...this.#open].map(async ([transport, bytes]) => {
      const [stats] = await transport.getStats();
      bytes.received = stats?.bytesReceived ?? bytes.received;
      bytes.sent = stats?.bytesSent ?? bytes.sent;
    });
    const timeout = new Promise((resolve) => setTimeout(resolve, timeoutMs).unref());
    await Promise.race([Promise.allSettled(readings), timeout]);
    const sum = { ...this.#closed };
    for (const { received, sent } of this.#open.values()) {
      sum.received += received;
      sum.sent += sent;
    }
    return sum;
  }
}
