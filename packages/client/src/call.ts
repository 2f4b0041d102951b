import {
  CallError, type Notification, type PeerId, type RoomId, type RoomSettings, type RoomSettingsChange,
  type Tile, type TrackSource,
} from '@plenary/protocol';
import type { Device } from 'mediasoup-client';
import { browserCapture, type Capture } from './capture.ts';
import { LocalMedia } from './local-media.ts';
import { MediaWatch } from './media-watch.ts';
import { prepare, type Prepared } from './prepared.ts';
import { reduce, roomFromSnapshot } from './reduce.ts';
import { REJOIN_ATTEMPTS, isPassing, retryDelay } from './rejoin.ts';
import { Signaling } from './signaling.ts';
import type { CallState, ConnectionState, DeviceKind, ScreenHint } from './state.ts';
import { StageActions } from './stage-actions.ts';
import { Stay, asCallError, publishesSoon, type JoinAnswer } from './stay.ts';
import { Store } from './store.ts';

export interface CallOptions {
  /** The server's origin, such as `https://meet.example.org`. */
  readonly url: string;
  /** Where local tracks come from; the browser's devices by default. */
  readonly capture?: Capture;
  /** Makes mediasoup-client's device; by default it recognises the browser. Bots bring a handler of their own. */
  readonly createDevice?: () => Promise<Device>;
  /** Told of faults that no promise carries: a track that could not be published, one that could not be received. */
  readonly onError?: (error: CallError) => void;
}

export interface JoinRequest {
  readonly roomId: RoomId;
  readonly name: string;
  /** Come in as viewer, whatever the room is. */
  readonly watch?: boolean;
}

/**
 * One participant's call, without any view. It has no effects until a method is called.
 * The state is one immutable value; own devices live on between calls until `leave` or `dispose`.
 */
export class Call {
  /** Roles, hands, reactions, questions and HLS. */
  readonly stage: StageActions;
  readonly #options: CallOptions;
  readonly #local: LocalMedia;
  readonly #store: Store<CallState>;
  readonly #signaling: Signaling;
  readonly #media = new MediaWatch((media) => this.#patch({ media }));
  #prepared: Promise<Prepared> | null = null;
  #stay: Stay | null = null;
  #view: readonly Tile[] | null = null;
  #request: JoinRequest | null = null;
  #resumeToken: string | null = null;
  /** Of the queue before a room that is full. */
  #ticket: string | null = null;
  /** Notifications that overtake the handling of a join's answer wait here for it. */
  #early: Notification[] | null = null;
  #rejoining = false;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#local = new LocalMedia(options.capture ?? browserCapture());
    this.#store = new Store<CallState>({ connection: { status: 'idle' }, media: 'idle', local: this.#local.state, room: null });
    this.#signaling = new Signaling(options.url, {
      reconnected: () => void this.#rejoin(),
      disconnected: (error, retrying) => this.#disconnected(error, retrying),
      notified: (notification) => this.#notified(notification),
    });
    this.stage = new StageActions(this.#signaling, (change) => {
      const { room } = this.getState();
      this.#patch({ room: room === null ? null : { ...room, ...change(room) } });
    });
    this.#local.subscribe(() => {
      this.#patch({ local: this.#local.state });
      this.#stay?.publishAll();
    });
  }

  getState = (): CallState => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Gets everything ready that a join needs, so that it takes one round trip. @throws {CallError} */
  async prepare(): Promise<void> {
    const { status } = this.getState().connection;
    if (status === 'idle' || status === 'closed') {
      this.#setConnection({ status: 'preparing' });
    }
    try {
      await Promise.all([this.#prepare(), this.#signaling.connect()]);
      if (this.getState().connection.status === 'preparing') {
        this.#setConnection({ status: 'ready' });
      }
    } catch (error) {
      if (this.getState().connection.status === 'preparing') {
        this.#setConnection({ status: 'idle' });
      }
      throw error;
    }
  }

  /**
   * Enters a room. Tracks that are on are published by themselves, unless one comes in as viewer. Where there is no
   * place and the room has a queue, the state is `waiting`, and the client enters by itself when it is its turn.
   * @throws {CallError} with the server's code
   */
  async join(request: JoinRequest): Promise<void> {
    if (this.#stay !== null || this.getState().connection.status === 'joining') {
      throw new CallError('WRONG_PHASE', 'the call is joined already');
    }
    this.#request = request;
    this.#setConnection({ status: 'joining' });
    try {
      await this.#enter(request);
    } catch (error) {
      const failure = asCallError(error);
      this.#end({ status: 'closed', reason: 'failed', error: failure });
      throw failure;
    }
  }

  /** Leaves and frees the devices. Resolves when the server has let go, or at once when it can't be reached. */
  async leave(): Promise<void> {
    const joined = this.#stay !== null;
    this.#local.stop();
    this.#end({ status: 'closed', reason: 'left' });
    if (joined) {
      await this.#signaling.request('leave', {}).catch(() => undefined);
    }
    // Unless someone joined again while the server was letting go.
    if (this.getState().connection.status === 'closed') {
      this.#signaling.close();
    }
  }

  dispose(): void {
    this.#local.dispose();
    this.#end({ status: 'closed', reason: 'left' });
    this.#signaling.close();
  }

  setMic(on: boolean): Promise<void> { return this.#local.setMic(on); }
  setCamera(on: boolean): Promise<void> { return this.#local.setCamera(on); }
  setScreen(on: boolean): Promise<void> { return this.#local.setScreen(on); }
  setScreenHint(hint: ScreenHint): void { this.#local.setScreenHint(hint); }
  selectDevice(kind: DeviceKind, deviceId: string | null): Promise<void> { return this.#local.selectDevice(kind, deviceId); }
  refreshDevices(): Promise<void> { return this.#local.refreshDevices(); }

  localTrack(source: TrackSource): MediaStreamTrack | null {
    return this.#local.track(source);
  }

  remoteTrack(peerId: PeerId, source: TrackSource): MediaStreamTrack | null {
    const { room } = this.getState();
    return room === null ? null : (this.#stay?.track(room, peerId, source) ?? null);
  }

  /**
   * Says which video tiles are in view, with their sizes in device pixels, so that the server sends what they
   * need and nothing else. May be called at any rate and at any time; `[]` while the page is hidden.
   */
  setView(tiles: readonly Tile[]): void {
    this.#view = tiles;
    this.#stay?.view.set(tiles);
  }

  /** @throws {CallError} */
  async sendChat(text: string): Promise<void> {
    const { message } = await this.#signaling.request('sendChat', { text });
    this.#notified({ name: 'chatMessage', payload: { message } });
  }

  /**
   * Changes some of the room's settings, which only a host may do. The state shows them by the server's word.
   * @throws {CallError} `FORBIDDEN` for others
   */
  async setRoomSettings(change: RoomSettingsChange): Promise<RoomSettings> {
    return (await this.#signaling.request('setRoomSettings', change)).settings;
  }

  /** WebRTC statistics of both transports; `null` outside a call. */
  async stats(): Promise<{ send: RTCStatsReport; recv: RTCStatsReport } | null> {
    return (await this.#stay?.stats()) ?? null;
  }

  async #enter(request: JoinRequest): Promise<void> {
    const [prepared] = await Promise.all([this.#prepare(), this.#signaling.connect()]);
    this.#early = [];
    const answer = await this.#signaling.request('join', {
      ...request,
      rtpCapabilities: prepared.device.recvRtpCapabilities as never,
      publish: publishesSoon(this.#local),
      ...(this.#resumeToken === null ? {} : { resumeToken: this.#resumeToken }),
      ...(this.#ticket === null ? {} : { ticket: this.#ticket }),
    });
    if (this.#request !== request) {
      throw new CallError('DISCONNECTED', 'left while joining');
    }
    if (answer.status === 'waiting') {
      this.#early = null;
      this.#ticket = answer.ticket;
      this.#setConnection({ status: 'waiting', position: answer.position });
      return;
    }
    this.#ticket = null;
    this.#entered(prepared, answer);
  }

  /** The queue moved on. */
  #called(position: number): void {
    const request = this.#request;
    if (request === null || this.getState().connection.status !== 'waiting') {
      return;
    }
    if (position > 0) {
      this.#setConnection({ status: 'waiting', position });
      return;
    }
    this.#setConnection({ status: 'joining' });
    this.#enter(request).catch((error: unknown) => {
      if (this.#request === request) {
        this.#end({ status: 'closed', reason: 'failed', error: asCallError(error) });
      }
    });
  }

  #entered(prepared: Prepared, answer: JoinAnswer): void {
    this.#resumeToken = answer.resumeToken;
    const early = this.#early ?? [];
    this.#early = null;
    const room = roomFromSnapshot(answer.snapshot, answer.consumers, this.getState().room);
    this.#patch({ connection: { status: 'joined' }, room });
    const stay: Stay = new Stay({
      ...prepared,
      answer,
      signaling: this.#signaling,
      local: this.#local,
      tracksChanged: () => this.#store.touch(),
      consumersGone: (ids) => this.#fold({ name: 'consumersClosed', payload: { consumerIds: [...ids] } }),
      receiving: (state) => this.#media.changed(state),
      lost: () => void this.#media.beforeRetry().then(() => (stay === this.#stay ? this.#rejoin() : undefined)),
      report: (error) => this.#options.onError?.(error),
    });
    this.#stay = stay;
    this.#setPublishing(room.self.role !== 'viewer');
    stay.view.set(this.#view);
    for (const notification of early) {
      this.#notified(notification);
    }
  }

  #notified(notification: Notification): void {
    if (this.#early !== null) {
      this.#early.push(notification);
      return;
    }
    if (notification.name === 'queueChanged') {
      this.#called(notification.payload.position);
      return;
    }
    const stay = this.#stay;
    if (stay === null) {
      return;
    }
    this.#fold(notification);
    switch (notification.name) {
      case 'newConsumers':
        stay.receive(notification.payload.consumers);
        break;
      case 'consumersClosed':
        stay.drop(notification.payload.consumerIds);
        break;
      case 'layersWanted':
        stay.limitLayers(notification.payload);
        break;
      case 'settingsChanged':
        stay.useCodec(notification.payload.settings.codec);
        break;
      case 'mediaMoved':
        void stay.move(notification.payload);
        break;
      case 'roleChanged':
        this.#setPublishing(notification.payload.role !== 'viewer');
        break;
      case 'closed':
        if (notification.payload.reason === 'replaced') {
          this.#end({ status: 'closed', reason: 'replaced' });
          this.#signaling.close();
        } else if (notification.payload.reason === 'mediaLost') {
          void this.#rejoin();
        }
        // After `shutdown` the socket is cut, and the client looks for the server's return.
        break;
      default:
        break;
    }
  }

  /** On the stage what is on is published; in the audience nothing is, and nobody is filmed for nothing. */
  #setPublishing(publishing: boolean): void {
    if (!publishing) {
      this.#local.stop();
    }
    this.#stay?.setPublishing(publishing);
  }

  #fold(notification: Notification): void {
    const { room } = this.getState();
    const next = room === null ? null : reduce(room, notification);
    if (next !== room) {
      this.#patch({ room: next });
    }
  }

  #prepare(): Promise<Prepared> {
    this.#prepared ??= prepare(this.#options.url, this.#options.createDevice).catch((error: unknown) => {
      this.#prepared = null;
      throw error;
    });
    return this.#prepared;
  }

  #disconnected(error: CallError, retrying: boolean): void {
    const { status } = this.getState().connection;
    if (status === 'ready') {
      this.#setConnection({ status: 'idle' });
      this.#signaling.close();
    } else if (status === 'joined' || status === 'reconnecting' || status === 'waiting') {
      this.#lost(error, () => {
        if (!retrying) {
          this.#signaling.reopen();
        }
      });
    }
  }

  /** The call broke off: waits and tries `again`, or gives up where that has no prospect. */
  #lost(error: CallError, again: () => void): void {
    const { connection } = this.getState();
    const attempt = connection.status === 'reconnecting' ? connection.attempt + 1 : 1;
    this.#stay?.close();
    this.#stay = null;
    if (attempt > REJOIN_ATTEMPTS || !isPassing(error.code)) {
      this.#end({ status: 'closed', reason: 'failed', error });
      this.#signaling.close();
      return;
    }
    this.#setConnection({ status: 'reconnecting', attempt });
    setTimeout(() => {
      if (this.getState().connection.status === 'reconnecting') {
        again();
      }
    }, retryDelay(attempt));
  }

  /** Joins again with new transports, by itself: after the socket came back, or when media were lost. */
  async #rejoin(): Promise<void> {
    const request = this.#request;
    if (request === null || this.#rejoining || !this.#signaling.connected) {
      return;
    }
    this.#rejoining = true;
    this.#stay?.close();
    this.#stay = null;
    const { connection } = this.getState();
    this.#setConnection({ status: 'reconnecting', attempt: connection.status === 'reconnecting' ? connection.attempt : 1 });
    try {
      await this.#enter(request);
    } catch (error) {
      if (this.#request === request) {
        this.#lost(asCallError(error), () => void this.#rejoin());
      }
    } finally {
      this.#rejoining = false;
    }
  }

  #end(connection: ConnectionState): void {
    const { status } = this.getState().connection;
    // Nobody watches over the devices of a call that has ended; those of one that could not begin stay for the next try.
    if (status === 'joined' || status === 'reconnecting') {
      this.#local.stop();
    }
    this.#media.reset();
    this.#request = null;
    this.#ticket = null;
    this.#view = null;
    this.#early = null;
    this.#stay?.close();
    this.#stay = null;
    this.#setConnection(connection);
  }

  #setConnection(connection: ConnectionState): void {
    this.#patch({ connection });
  }

  #patch(part: Partial<CallState>): void {
    this.#store.set({ ...this.#store.get(), ...part });
  }
}
