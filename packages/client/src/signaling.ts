import {
  CallError, PROTOCOL_VERSION, answerSchema, errorCodeSchema, notifications,
  type ClientToServerEvents, type Handshake, type Notification, type NotificationName,
  type RequestInput, type RequestName, type RequestOutput, type ServerToClientEvents,
} from '@plenary/protocol';
import { io, type Socket } from 'socket.io-client';

/** How long a request may stay unanswered, in milliseconds. */
const ANSWER_TIMEOUT_MS = 10_000;

/** How long a connection may take to come about, in milliseconds, unless said otherwise. */
const CONNECT_TIMEOUT_MS = 8_000;

export interface SignalingEvents {
  /** A connection that stood is lost; whether and when it is opened again is for others to say. */
  disconnected(error: CallError): void;
  notified(notification: Notification): void;
}

/**
 * The socket to the server: requests with one answer each, and notifications. Requests are never repeated and
 * never kept for later: without a connection they reject with `DISCONNECTED` at once.
 */
export class Signaling {
  readonly #socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  readonly #events: SignalingEvents;
  readonly #url: string;
  #heardAt = 0;
  #connecting: PromiseWithResolvers<void> | null = null;

  constructor(url: string, events: SignalingEvents) {
    this.#events = events;
    this.#url = url;
    const auth: Handshake = { protocol: PROTOCOL_VERSION };
    this.#socket = io(url, {
      // Polling first would cost round trips, and every browser that has WebRTC has WebSocket.
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      auth,
      reconnection: false,
    });
    // Of each connection anew: whatever comes over it, pings included.
    this.#socket.io.on('open', () => {
      this.#heardAt = performance.now();
      this.#socket.io.engine.on('packet', () => (this.#heardAt = performance.now()));
    });
    this.#socket.on('connect', () => {
      this.#connecting?.resolve();
      this.#connecting = null;
    });
    this.#socket.on('connect_error', (error) => this.#failed(error));
    this.#socket.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') {
        events.disconnected(new CallError('DISCONNECTED'));
      }
    });
    for (const name of Object.keys(notifications) as NotificationName[]) {
      this.#listen(name);
    }
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** When something last came over the socket, by `performance.now()`. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Whether the server answers over a connection other than the socket. */
  async isServerReached(timeoutMs: number): Promise<boolean> {
    try {
      // Across origins it can't be read; that there is an answer is enough.
      await fetch(new URL('/healthz', this.#url), { mode: 'no-cors', cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Opens the socket unless it is open; one attempt.
   * @throws {CallError} the server's refusal, or `DISCONNECTED`
   */
  connect(timeoutMs: number = CONNECT_TIMEOUT_MS): Promise<void> {
    if (this.#socket.connected) {
      return Promise.resolve();
    }
    if (this.#connecting === null) {
      this.#connecting = Promise.withResolvers();
      this.#socket.io.timeout(timeoutMs);
      this.#socket.connect();
    }
    return this.#connecting.promise;
  }

  /**
   * Gives up a connection that does not answer, as one that was lost. The server is not told that this is the end
   * of the stay, as `close` would: such a farewell may arrive once the network is back.
   */
  cut(): void {
    this.#socket.io.engine?.close();
  }

  close(): void {
    this.#socket.disconnect();
    this.#abandon(new CallError('DISCONNECTED'));
  }

  /**
   * @throws {CallError} with the server's code, `TIMEOUT` or `DISCONNECTED`.
   */
  async request<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    timeoutMs: number = ANSWER_TIMEOUT_MS,
  ): Promise<RequestOutput<N>> {
    if (!this.#socket.connected) {
      throw new CallError('DISCONNECTED');
    }
    const raw = await this.#emit(name, input, timeoutMs);
    const answer = answerSchema.safeParse(raw);
    if (!answer.success) {
      throw new CallError('INTERNAL', 'the server’s answer has an unknown form', { cause: answer.error });
    }
    if (!answer.data.ok) {
      throw CallError.fromWire(answer.data.error);
    }
    return answer.data.data as RequestOutput<N>;
  }

  async #emit(name: RequestName, input: unknown, timeoutMs: number): Promise<unknown> {
    try {
      // The union of all messages defeats socket.io's overloads; `request` holds name and input together.
      const emitter = this.#socket.timeout(timeoutMs) as unknown as {
        emitWithAck(name: string, input: unknown): Promise<unknown>;
      };
      return await emitter.emitWithAck(name, input);
    } catch (error) {
      throw new CallError(this.#socket.connected ? 'TIMEOUT' : 'DISCONNECTED', undefined, { cause: error });
    }
  }

  #listen(name: NotificationName): void {
    const deliver = (payload: unknown): void => this.#events.notified({ name, payload } as Notification);
    (this.#socket as unknown as { on(name: string, listener: (payload: unknown) => void): void }).on(name, deliver);
  }

  #failed(cause: Error & { data?: unknown }): void {
    const code = errorCodeSchema.safeParse((cause.data as { code?: unknown } | undefined)?.code);
    const error = new CallError(code.success ? code.data : 'DISCONNECTED', undefined, { cause });
    this.#socket.disconnect();
    this.#abandon(error);
  }

  #abandon(error: CallError): void {
    this.#connecting?.reject(error);
    this.#connecting = null;
  }
}
