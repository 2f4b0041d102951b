import {
  CallError, type CloseReason, type RoomId, type RoomSettings, type RoomSettingsChange, type RtpCapabilities,
} from '@plenary/protocol';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { Handovers } from './handovers.ts';
import type { RoomsHandover } from './handover.ts';
import { Interned } from './interned.ts';
import type { InLobby, JoinOptions, Joined, Resumed, Waiting } from './joining.ts';
import type { CreateRoomMedia, IceServersFor, RoomChannel, StateFact } from './ports.ts';
import { Room } from './room.ts';
import { KeptSettings, changeSettings } from './settings.ts';

export interface RoomRegistryOptions {
  readonly config: Config['rooms'];
  readonly createMedia: CreateRoomMedia;
  readonly openChannel: (roomId: RoomId) => RoomChannel;
  readonly iceServersFor: IceServersFor;
  /** Told of what happens in the rooms. */
  readonly state: StateFact;
  /** What the process before this one left. */
  readonly handover?: RoomsHandover | null;
  readonly logger: Logger;
}

/** A room's settings, and whether the room is open: otherwise it will open with them. */
export interface SettingsOfRoom {
  readonly open: boolean;
  readonly settings: RoomSettings;
}

/** The rooms of this server. A room is made by the first join and goes a grace period after its last peer. */
export class RoomRegistry {
  readonly #options: RoomRegistryOptions;
  readonly #rooms = new Map<RoomId, Room>();
  readonly #capabilities = new Interned<RtpCapabilities>();
  readonly #graceTimers = new Map<RoomId, NodeJS.Timeout>();
  readonly #kept: KeptSettings;
  readonly #handovers: Handovers;
  #resumed = 0;
  /** When the server ends, in milliseconds since 1970. */
  #stopsAt: number | null = null;
  #closed = false;

  constructor(options: RoomRegistryOptions) {
    this.#options = options;
    const { config, handover } = options;
    this.#kept = new KeptSettings(config.defaults, config.bounds, config.maxRooms);
    handover?.openings.forEach(({ roomId, settings }) => this.#kept.change(roomId, settings));
    this.#handovers = new Handovers({
      rooms: handover?.rooms ?? [],
      waitMs: config.handoverSeconds * 1_000,
      over: () => this.#rooms.forEach((room) => room.stopAwaiting()),
    });
  }

  /** @throws {CallError} */
  async join(roomId: RoomId, options: JoinOptions): Promise<(Joined | Waiting | InLobby) & { room: Room }> {
    const room = this.#open(roomId, options.announcement !== undefined);
    clearTimeout(this.#graceTimers.get(roomId));
    this.#graceTimers.delete(roomId);
    const rtpCapabilities = this.#capabilities.of(options.rtpCapabilities);
    try {
      return { ...(await room.join({ ...options, rtpCapabilities })), room };
    } finally {
      // Who was refused, or waits in the lobby, keeps no room open.
      if (room.size === 0 && this.#rooms.get(roomId) === room) {
        this.#emptied(roomId);
      }
    }
  }

  /** @throws {CallError} `NOT_FOUND` when there is no such stay (any more) */
  resume(roomId: RoomId, resumeToken: string, wire: Pick<JoinOptions, 'link' | 'ended'>): Resumed & { room: Room } {
    const room = this.#rooms.get(roomId);
    if (room === undefined) {
      throw new CallError('NOT_FOUND', 'this stay is over');
    }
    const resumed = { ...room.resume(resumeToken, wire), room };
    this.#resumed++;
    return resumed;
  }

  /** A client has left without its socket. Does nothing when there is no such stay (any more). */
  leave(roomId: RoomId, resumeToken: string): void {
    this.#rooms.get(roomId)?.leave(resumeToken);
  }

  settingsOf(roomId: RoomId): SettingsOfRoom {
    const room = this.#rooms.get(roomId);
    return { open: room !== undefined, settings: room?.settings ?? this.#handedOver(roomId) ?? this.#kept.get(roomId) };
  }

  /** Those of a room that is not open are kept for its opening, of so many rooms as there may be at a time. */
  changeSettings(roomId: RoomId, change: RoomSettingsChange): SettingsOfRoom {
    const room = this.#rooms.get(roomId);
    const handover = this.#handovers.get(roomId);
    if (room === undefined && handover !== null) {
      const { settings } = this.settingsOf(roomId);
      this.#handovers.put({ ...handover, settings: changeSettings(settings, change, this.#options.config.bounds) });
      return this.settingsOf(roomId);
    }
    const settings = room === undefined ? this.#kept.change(roomId, change) : room.changeSettings(change);
    return { open: room !== undefined, settings };
  }

  /** A token lets nobody in any more: the stays that it let in end, in whatever room. */
  revoke(tokenId: string): void {
    this.#rooms.forEach(({ moderation }) => moderation.revoke(tokenId));
  }

  /** A room that is open. */
  get(roomId: RoomId): Room | null {
    return this.#rooms.get(roomId) ?? null;
  }

  /** Whether there is such a room, one included that is about to go on after the server's restart. */
  knows(roomId: RoomId): boolean {
    return this.#rooms.has(roomId) || this.#handovers.get(roomId) !== null;
  }

  /** What the next process has to know. */
  get handover(): RoomsHandover {
    return {
      rooms: [...[...this.#rooms.values()].map(({ handover }) => handover), ...this.#handovers.all],
      openings: this.#kept.all,
    };
  }

  /** Ends a room for everyone in it. */
  end(roomId: RoomId, reason: CloseReason): void {
    const room = this.#rooms.get(roomId);
    if (room !== undefined) {
      this.#end(room, reason);
    }
  }

  get roomCount(): number {
    return this.#rooms.size;
  }

  get peerCount(): number {
    let peers = 0;
    for (const room of this.#rooms.values()) {
      peers += room.size;
    }
    return peers;
  }

  /** Peers whose sockets are lost. */
  get absentCount(): number {
    let absent = 0;
    for (const { absences } of this.#rooms.values()) {
      absent += absences.count;
    }
    return absent;
  }

  /** How often a client took its peer up again. */
  get resumedCount(): number {
    return this.#resumed;
  }

  /** No rooms are opened any more, and those that are open end at `stopsAt`; `null` takes that back. */
  setStop(stopsAt: number | null): void {
    this.#stopsAt = stopsAt;
    this.#rooms.forEach((room) => room.announceStop(stopsAt));
  }

  /** Whether nothing new begins here any more. */
  get isStopping(): boolean {
    return this.#closed || this.#stopsAt !== null;
  }

  close(reason: CloseReason): void {
    this.#closed = true;
    this.#handovers.close();
    for (const room of [...this.#rooms.values()]) {
      this.#end(room, reason);
    }
  }

  /** @param encrypted how it is opened, unless it is open */
  #open(roomId: RoomId, encrypted: boolean): Room {
    const existing = this.#rooms.get(roomId);
    if (existing !== undefined) {
      return existing;
    }
    const { createMedia, openChannel, config, iceServersFor, state, logger } = this.#options;
    if (this.isStopping) {
      throw new CallError('UNAVAILABLE', 'the server is about to stop');
    }
    if (this.#rooms.size >= config.maxRooms && !this.#makePlace()) {
      throw new CallError('UNAVAILABLE', 'the server has as many rooms as it may have');
    }
    const settings = this.#handedOver(roomId) ?? this.#kept.take(roomId);
    const handover = this.#handovers.take(roomId);
    const room = new Room({
      id: roomId,
      encrypted: handover?.encrypted ?? encrypted,
      handover,
      bounds: config.bounds,
      resumeGraceMs: config.resumeGraceSeconds * 1_000,
      settings,
      deniedMs: config.lobbyDeniedSeconds * 1_000,
      createMedia,
      iceServersFor,
      state,
      logger,
      channel: openChannel(roomId),
      emptied: () => this.#emptied(roomId),
    });
    this.#rooms.set(roomId, room);
    logger.info({ roomId, encrypted: room.encryption.encrypted, goesOn: handover !== null }, 'room opened');
    return room;
  }

  /** The settings with which a room goes on. */
  #handedOver(roomId: RoomId): RoomSettings | null {
    const handover = this.#handovers.get(roomId);
    const { defaults, bounds } = this.#options.config;
    return handover === null ? null : changeSettings(defaults, handover.settings, bounds);
  }

  /** Where there is no place for another room, the oldest that nobody is in goes before its time. */
  #makePlace(): boolean {
    const empty = [...this.#rooms.values()].find(({ size, queue }) => size === 0 && !queue.busy);
    if (empty !== undefined) {
      this.#end(empty, 'shutdown');
    }
    return empty !== undefined;
  }

  #emptied(roomId: RoomId): void {
    clearTimeout(this.#graceTimers.get(roomId));
    const timer = setTimeout(() => {
      const room = this.#rooms.get(roomId);
      if (room?.size === 0) {
        this.#end(room, 'shutdown');
      }
    }, this.#options.config.graceSeconds * 1_000);
    timer.unref();
    this.#graceTimers.set(roomId, timer);
  }

  #end(room: Room, reason: CloseReason): void {
    clearTimeout(this.#graceTimers.get(room.id));
    this.#graceTimers.delete(room.id);
    this.#rooms.delete(room.id);
    const { handover } = room;
    if (reason === 'shutdown' && handover.present.length > 0) {
      // Who is still to come back after the restart finds it as it was, whoever knocked in the meantime.
      this.#handovers.put(handover);
    }
    room.close(reason);
  }
}
