import { rawClient, type RawClient } from './raw.ts';
import { withIds, type FuzzMessage } from './fuzz-messages.ts';

interface Joined {
  snapshot: { selfId: string };
  sendTransport: { id: string } | null;
  recvTransport: { id: string };
}

/** Sends messages as one who is in a room, or as one who is in none; whatever becomes of them, it comes back. */
export class FuzzSender {
  readonly #url: string;
  readonly #roomId: string;
  readonly #rtpCapabilities: unknown;
  #inside: RawClient | null = null;
  #outside: RawClient | null = null;
  #ids: Record<string, string>;

  constructor(url: string, roomId: string, rtpCapabilities: unknown) {
    this.#url = url;
    this.#roomId = roomId;
    this.#rtpCapabilities = rtpCapabilities;
    this.#ids = { '@room': roomId };
  }

  /** @returns the answer's code; rejects when there is none */
  async send({ name, input, joined }: FuzzMessage): Promise<string> {
    const client = await (joined ? this.#insider() : this.#outsider());
    const answer = await client.send<Record<string, unknown>>(name, withIds(input, this.#ids));
    if (!answer.ok) {
      return answer.error.code;
    }
    const { producerId, question, message } = answer.data as { producerId?: string; question?: { id: string }; message?: { id: string } };
    Object.assign(this.#ids, {
      ...(producerId === undefined ? {} : { '@producer': producerId }),
      ...(question === undefined ? {} : { '@question': question.id }),
      ...(message === undefined ? {} : { '@message': message.id }),
    });
    if (name === 'produce') {
      // Its source is free again for the next.
      await client.send('closeProducer', { producerId });
    } else if (name === 'join') {
      await client.send('leave', {});
    } else if (['leave', 'leaveStage', 'setRole', 'setRoomSettings', 'connectTransport'].includes(name)) {
      this.#inside?.close();
      this.#inside = null;
    }
    return 'OK';
  }

  close(): void {
    this.#inside?.close();
    this.#outside?.close();
  }

  async #insider(): Promise<RawClient> {
    if (this.#inside?.socket.connected !== true) {
      this.#inside = await rawClient(this.#url);
      const joined = await this.#inside.send<Joined>('join', {
        roomId: this.#roomId, name: 'Inside', publish: true, rtpCapabilities: this.#rtpCapabilities,
      });
      if (!joined.ok) {
        throw new Error(`the room can’t be joined any more: ${joined.error.code}`);
      }
      const { snapshot, sendTransport, recvTransport } = joined.data;
      Object.assign(this.#ids, { '@peer': snapshot.selfId, '@send': sendTransport?.id ?? 'none', '@recv': recvTransport.id });
    }
    return this.#inside;
  }

  async #outsider(): Promise<RawClient> {
    if (this.#outside?.socket.connected !== true) {
      this.#outside = await rawClient(this.#url);
    }
    return this.#outside;
  }
}
