import type { RoomId } from '@plenary/protocol';
import type { RoomHandover } from './handover.ts';

export interface HandoversOptions {
  readonly rooms: readonly RoomHandover[];
  /** How long rooms wait for those who were in them, in milliseconds. */
  readonly waitMs: number;
  /** Told when that time is over. */
  readonly over: () => void;
}

/** Rooms of the process before this one that nobody came back to yet: who opens one finds it as it was. */
export class Handovers {
  readonly #rooms: Map<RoomId, RoomHandover>;
  readonly #timer: NodeJS.Timeout | null = null;
  #isOver = true;

  constructor({ rooms, waitMs, over }: HandoversOptions) {
    this.#rooms = new Map(rooms.map((room) => [room.roomId, room]));
    if (rooms.length > 0) {
      this.#isOver = false;
      this.#timer = setTimeout(() => {
        this.close();
        over();
      }, waitMs).unref();
    }
  }

  get(roomId: RoomId): RoomHandover | null {
    return this.#rooms.get(roomId) ?? null;
  }

  get all(): RoomHandover[] {
    return [...this.#rooms.values()];
  }

  /** The room opens with it. */
  take(roomId: RoomId): RoomHandover | null {
    const room = this.get(roomId);
    this.#rooms.delete(roomId);
    return room;
  }

  /** Something of a room changed that is not open, or it closed again; nothing is kept when the time is over. */
  put(room: RoomHandover): void {
    if (!this.#isOver) {
      this.#rooms.set(room.roomId, room);
    }
  }

  /** Nothing is remembered any more. */
  close(): void {
    this.#isOver = true;
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
    }
    this.#rooms.clear();
  }
}
