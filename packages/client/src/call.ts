import {
  CallError, type Notification, type PeerId, type RoomSettings, type RoomSettingsChange, type ServerConfig, type Tile,
  type TrackSource,
} from '@plenary/protocol';
import type { CallOptions } from './call-options.ts';
import { browserCapture } from './capture.ts';
import { Comeback } from './comeback.ts';
import { CallEncryption } from './e2ee/call-encryption.ts';
import { expectsMedia } from './expects-media.ts';
import { Goodbye } from './farewell.ts';
import { HostActions } from './host-actions.ts';
import { LocalMedia } from './local-media.ts';
import { MediaKeeper } from './media-keeper.ts';
import { NotificationGate } from './notification-gate.ts';
import { OwnRights } from './own-rights.ts';
import { Preparation, type Prepared } from './prepared.ts';
import { reduce, roomFromSnapshot } from './reduce.ts';
import { askToResume } from './resume.ts';
import { Signaling } from './signaling.ts';
import type { CallState, ConnectionState, DeviceKind, JoinRequest, ScreenHint } from './state.ts';
import { StageActions } from './stage-actions.ts';
import { Stay, asCallError, publishesSoon, type JoinAnswer } from './stay.ts';
import { Store } from './store.ts';
import { untilReachable } from './until-reachable.ts';
import { waitState, whileWaiting, type WaitOutcome } from './waiting.ts';

/**
 * One participant's call, without any view. It has no effects until a method is called.
 * The state is one immutable value; own devices live on between calls until `leave` or `dispose`.
 */
export class Call {
  /** Roles, hands, reactions, questions and HLS. */
  readonly stage: StageActions;
  /** What hosts do about others. */
  readonly host: HostActions;
  readonly #options: CallOptions;
  readonly #local: LocalMedia;
  readonly #store: Store<CallState>;
  readonly #signaling: Signaling;
  readonly #media: MediaKeeper;
  readonly #comeback: Comeback;
  readonly #rights: OwnRights;
  readonly #encryption: CallEncryption;
  readonly #preparation: Preparation;
  #stay: Stay | null = null;
  #view: readonly Tile[] | null = null;
  #request: JoinRequest | null = null;
  #resumeToken: string | null = null;
  /** Of the queue or the lobby before a room. */
  #ticket: string | null = null;
  readonly #gate = new NotificationGate((notification) => this.#notified(notification));

  constructor(options: CallOptions) {
    this.#options = options;
    this.#preparation = new Preparation(options);
    this.#local = new LocalMedia(options.capture ?? browserCapture());
    this.#store = new Store<CallState>({
      connection: { status: 'idle' }, media: 'idle', relay: null, local: this.#local.state, refused: null, room: null,
      encryption: null,
    });
    this.#encryption = new CallEncryption(options.encryption ?? null, (encryption) => this.#patch({ encryption }));
    this.#signaling = new Signaling(options.url, {
      disconnected: (error) => this.#disconnected(error),
      notified: (notification) => this.#gate.pass(notification),
    });
    this.#comeback = new Comeback({
      attempt: (timeoutMs) => this.#return(timeoutMs),
      waiting: (attempt, cause) => this.#patch({ connection: { status: 'reconnecting', attempt, cause } }),
      givenUp: (error) => this.#endAndClose({ status: 'closed', reason: 'failed', error }),
    });
    this.#media = new MediaKeeper({
      signaling: this.#signaling,
      stay: () => this.#stay,
      expects: () => expectsMedia(this.getState().room, this.#view),
      reachable: () => untilReachable(this.#store, () => this.#signaling.connected),
      rejoin: () => this.#rejoin(),
      told: (change) => this.#patch(change),
    });
    this.stage = new StageActions(this.#signaling, this.#encryption, (change) => {
      const { room } = this.getState();
      this.#patch({ room: room === null ? null : { ...room, ...change(room) } });
    });
    this.host = new HostActions(this.#signaling);
    this.#rights = new OwnRights(this.#local, this.getState, (source, by) => this.#patch({ refused: { source, by } }));
    this.#local.subscribe(() => {
      this.#patch({ local: this.#local.state });
      this.#stay?.publishAll();
    });
  }

  getState = (): CallState => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Gets everything ready that a join needs, so that it takes one round trip. @throws {CallError} */
  async prepare(): Promise<ServerConfig> {
    const { status } = this.getState().connection;
    if (status === 'idle' || status === 'closed') {
      this.#patch({ connection: { status: 'preparing' } });
    }
    const become = (to: 'ready' | 'idle'): unknown => this.getState().connection.status === 'preparing' && this.#patch({ connection: { status: to } });
    try {
      const [{ config }] = await Promise.all([this.#preparation.done(), this.#signaling.connect()]);
      become('ready');
      return config;
    } catch (error) {
      become('idle');
      throw error;
    }
  }

  /**
   * Enters a room. Tracks that are on are published by themselves, unless one comes in as viewer. Where there is no
   * place and the room has a queue, the state is `waiting`; where a host has to let one in, it is `lobby`. The client
   * enters by itself when it may.
   * @throws {CallError} with the server's code
   */
  async join(request: JoinRequest): Promise<void> {
    if (this.#stay !== null || this.getState().connection.status === 'joining') {
      throw new CallError('WRONG_PHASE', 'the call is joined already');
    }
    this.#request = request;
    this.#patch({ connection: { status: 'joining' } });
    try {
      await this.#enter(request);
    } catch (error) {
      const failure = asCallError(error);
      this.#end({ status: 'closed', reason: 'failed', error: failure });
      throw failure;
    }
  }

  /** Leaves and frees the devices. Resolves when the server has let go, or at once when it can't be reached. @param pageGoes the page is about to be no more */
  async leave(pageGoes = false): Promise<void> {
    const joined = this.#stay !== null;
    const stayed = { url: this.#options.url, request: this.#request, resumeToken: this.#resumeToken };
    const goodbye = new Goodbye(this.#signaling, stayed, pageGoes);
    this.#local.stop();
    this.#end({ status: 'closed', reason: 'left' });
    if (joined) {
      await goodbye.say();
    }
    // Unless someone joined again while the server was letting go.
    if (this.getState().connection.status === 'closed') {
      this.#signaling.close();
    }
  }

  dispose(): void {
    this.#local.dispose();
    this.#endAndClose({ status: 'closed', reason: 'left' });
  }

  // What the room does not let this participant turn on stays off.
  async setMic(on: boolean): Promise<void> { await this.#local.setMic(on && this.#rights.grants('mic')); }
  async setCamera(on: boolean): Promise<void> { await this.#local.setCamera(on && this.#rights.grants('camera')); }
  async setScreen(on: boolean): Promise<void> { await this.#local.setScreen(on && this.#rights.grants('screen')); }
  setScreenHint(hint: ScreenHint): void { this.#local.setScreenHint(hint); }
  selectDevice(kind: DeviceKind, deviceId: string | null): Promise<void> { return this.#local.selectDevice(kind, deviceId); }
  refreshDevices(): Promise<void> { return this.#local.refreshDevices(); }
  /** Closes every device, those on their way too; a muted microphone would stay open. */
  freeDevices(): void { this.#local.stop(); }
  localTrack(source: TrackSource): MediaStreamTrack | null { return this.#local.track(source); }

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
    const { message } = await this.#signaling.request('sendChat', { text: await this.#encryption.seal(text) });
    this.#gate.pass({ name: 'chatMessage', payload: { message } });
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

  async #enter(request: JoinRequest, timeoutMs?: number): Promise<void> {
    const [prepared] = await Promise.all([this.#preparation.done(), this.#signaling.connect(timeoutMs)]);
    this.#gate.hold();
    const answer = await this.#encryption.entered(await this.#signaling.request('join', {
      ...request,
      ...(await this.#encryption.begin(request.roomId)),
      rtpCapabilities: prepared.device.recvRtpCapabilities as never,
      publish: publishesSoon(this.#local),
      ...(this.#resumeToken === null ? {} : { resumeToken: this.#resumeToken }),
      ...(this.#ticket === null ? {} : { ticket: this.#ticket }),
      ...(this.#options.clientId === undefined ? {} : { clientId: this.#options.clientId }),
    }), this.#signaling);
    if (this.#request !== request) {
      throw new CallError('DISCONNECTED', 'left while joining');
    }
    if (answer.status !== 'joined') {
      this.#ticket = answer.ticket;
      this.#patch({ connection: waitState(answer) });
      this.#gate.open();
      return;
    }
    this.#ticket = null;
    this.#entered(prepared, answer);
  }

  /** Whoever waited waits on, comes in, or does not. */
  #decided(outcome: WaitOutcome): void {
    const request = this.#request;
    if (outcome.next === 'wait') {
      this.#patch({ connection: outcome.connection });
    } else if (outcome.next === 'end') {
      this.#endAndClose(outcome.connection);
    } else if (outcome.next === 'again') {
      this.#comeback.start(outcome.error);
    } else if (request !== null) {
      this.#patch({ connection: { status: 'joining' } });
      this.#enter(request).catch((error: unknown) =>
        this.#request === request && this.#end({ status: 'closed', reason: 'failed', error: asCallError(error) }));
    }
  }

  #entered(prepared: Prepared, answer: JoinAnswer): void {
    this.#resumeToken = answer.resumeToken;
    const room = roomFromSnapshot(answer.snapshot, answer.consumers, this.getState().room);
    this.#patch({ connection: { status: 'joined' }, room });
    this.#rights.obey();
    const stay: Stay = new Stay({
      ...prepared,
      answer,
      signaling: this.#signaling,
      local: this.#local,
      encryption: this.#encryption.stay,
      tracksChanged: () => this.#store.touch(),
      consumersGone: (ids) => this.#fold({ name: 'consumersClosed', payload: { consumerIds: [...ids] } }),
      ways: this.#media.ways,
      lost: () => stay === this.#stay && this.#rejoin(),
      report: (error) => this.#options.onError?.(error),
    });
    this.#stay = stay;
    this.#media.start();
    this.#setPublishing(room.self.role !== 'viewer');
    stay.view.set(this.#view);
    this.#gate.open();
  }

  #notified(notification: Notification): void {
    const outcome = whileWaiting(this.getState().connection, notification);
    if (outcome !== null) {
      this.#decided(outcome);
      return;
    }
    const stay = this.#stay;
    if (stay === null || this.#encryption.takes(notification, (opened) => this.#fold(opened))) {
      return;
    }
    this.#fold(notification);
    stay.notified(notification);
    switch (notification.name) {
      case 'settingsChanged':
        this.#rights.obey();
        break;
      case 'mediaStopped':
        this.#rights.turnOff(notification.payload.source);
        break;
      case 'roleChanged':
        this.#setPublishing(notification.payload.role !== 'viewer');
        break;
      case 'closed':
        if (notification.payload.reason === 'mediaLost') {
          this.#rejoin();
        } else if (notification.payload.reason !== 'shutdown') {
          this.#endAndClose({ status: 'closed', reason: notification.payload.reason });
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

  #disconnected(error: CallError): void {
    const { status } = this.getState().connection;
    if (status === 'ready') {
      this.#patch({ connection: { status: 'idle' } });
      this.#signaling.close();
    } else if (status === 'joined' || status === 'reconnecting' || status === 'waiting' || status === 'lobby') {
      this.#comeback.start(error);
    }
  }

  /** The stay can't go on: joins again with new media, over another socket, as this one may still count as joined. */
  #rejoin(): void {
    this.#leaveStay();
    this.#comeback.start(new CallError('DISCONNECTED'));
    this.#signaling.cut();
  }

  /** Goes on with the stay where the server still has it, and joins again where not. */
  async #return(timeoutMs: number): Promise<void> {
    const request = this.#request;
    if (request === null) {
      return;
    }
    await this.#signaling.connect(timeoutMs);
    if (this.#stay === null || !(await this.#resume(request, this.#stay))) {
      this.#leaveStay();
      await this.#enter(request, timeoutMs);
    }
  }

  /** @returns `false` when the server knows nothing of the stay any more */
  async #resume({ roomId }: JoinRequest, stay: Stay): Promise<boolean> {
    this.#gate.hold();
    const answer = await askToResume(this.#signaling, roomId, this.#resumeToken).catch((error: unknown) => {
      this.#gate.drop();
      throw error;
    });
    if (answer === null) {
      return false;
    }
    const { media, snapshot } = await this.#encryption.resumed(answer, this.#signaling);
    if (this.#stay !== stay) {
      throw new CallError('DISCONNECTED', 'left while resuming');
    }
    const { room } = this.getState();
    const consumers = media?.consumers ?? [...(room?.consumers.values() ?? [])];
    this.#patch({ connection: { status: 'joined' }, room: roomFromSnapshot(snapshot, consumers, room) });
    this.#rights.obey();
    this.#setPublishing(snapshot.self.role !== 'viewer');
    stay.resumed(answer);
    this.#gate.open();
    return true;
  }

  #leaveStay(): void {
    this.#media.pause();
    this.#stay?.close();
    this.#stay = null;
  }

  #endAndClose(connection: ConnectionState): void {
    this.#end(connection);
    this.#signaling.close();
  }

  #end(connection: ConnectionState): void {
    const { status } = this.getState().connection;
    // Nobody watches over the devices of a call that has ended; those of one that could not begin stay for the next try.
    if (status === 'joined' || status === 'reconnecting') {
      this.#local.stop();
    }
    this.#comeback.stop();
    this.#media.reset();
    this.#request = null;
    this.#ticket = null;
    this.#view = null;
    this.#gate.drop();
    this.#leaveStay();
    this.#encryption.end();
    this.#patch({ connection });
  }

  #patch(part: Partial<CallState>): void {
    this.#store.set({ ...this.#store.get(), ...part });
  }
}
