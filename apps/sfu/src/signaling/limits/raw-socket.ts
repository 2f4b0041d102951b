/** What has to be known of a connection as engine.io has it, beneath socket.io. */
export interface RawSocket {
  readonly id: string;
  readonly readyState: string;
  /** Packets that the transport has not taken yet. */
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: RawTransport;
  on(event: 'packet', listener: (packet: { readonly data?: unknown }) => void): unknown;
  on(event: 'drain' | 'close', listener: () => void): unknown;
  send(data: string): unknown;
  close(discard?: boolean): void;
}

export interface RawTransport {
  /** Whether it would take more now. */
  readonly writable: boolean;
  /** The WebSocket of `ws`. */
  readonly socket: {
    /** Bytes that the system has not taken yet. */
    readonly bufferedAmount: number;
    /** A frame of its own, past what waits in engine.io. */
    send(data: Buffer, options: { readonly binary: boolean }): void;
    pause(): void;
    terminate(): void;
  };
}

/** Bytes that wait to be sent; text counts by its characters. */
export function waitingBytes({ writeBuffer, transport }: Pick<RawSocket, 'writeBuffer' | 'transport'>): number {
  let bytes = transport.socket.bufferedAmount;
  for (const { data } of writeBuffer) {
    bytes += sizeOf(data);
  }
  return bytes;
}

export function sizeOf(data: unknown): number {
  return typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
}
