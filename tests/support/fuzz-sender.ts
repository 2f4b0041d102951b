import { rawClient, type RawClient } from './raw.ts';
import { withIds, type FuzzMessage } from './fuzz-messages.ts';

interface Joined {
  snapshot: { selfId: string };
  sendTransport: { id: string } | null;
  recvTransport: { id: string };
  resumeToken: string;
}

/** After these whoever is inside is there no more, or has other transports or another role. */
const CHANGE_SEATS = [
  'leave', 'leaveStage', 'setRole', 'setRoomSettings', 'connectTransport', 'renewMedia', 'resume', 'removePeer', 'endMeeting',
];

/** The server can't tell a public key from anything else of its length. */
const ANNOUNCEMENT = 'A'.repeat(130);

/** Sends messages as one who is in a room, or as one who is in none; whatever becomes of them, it comes back. */
export class FuzzSender {
  readonly #url: string;
  readonly #roomId: string;
  readonly #rtpCapabilities: unknown;
  readonly #encrypted: boolean;
  #inside: RawClient | null = null;
  #outside: RawClient | null = null;
  #ids: Record<string, string>;

  /** @param encrypted whether the room is opened with a key */
  constructor(url: string, roomId: string, rtpCapabilities: unknown, token: string, encrypted: boolean) {
    this.#url = url;
    this.#roomId = roomId;
    this.#rtpCapabilities = rtpCapabilities;
    this.#encrypted = encrypted;
    this.#ids = { '@room': roomId, '@token': token, '@announcement': ANNOUNCEMENT };
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
      if (answer.data.status === 'waiting' || answer.data.status === 'lobby') {
        this.#outside?.close();
      }
    } else if (CHANGE_SEATS.includes(name)) {
      this.close();
      this.#inside = null;
    }
    return 'OK';
  }

  close(): void {
    this.#inside?.close();
    this.#outside?.close();
  }

  async #insider(): Promise<RawClient> {
    const ended = this.#inside?.notifications.some(({ name }) => name === 'closed') ?? true;
    if (ended || this.#inside?.socket.connected !== true) {
      this.#inside?.close();
      this.#inside = await rawClient(this.#url);
      const joined = await this.#inside.send<Joined>('join', {
        roomId: this.#roomId, name: 'Inside', publish: true, rtpCapabilities: this.#rtpCapabilities,
        ...(this.#encrypted ? { e2ee: ANNOUNCEMENT } : {}),
      });
      if (!joined.ok) {
        throw new Error(`the room can’t be joined any more: ${joined.error.code}`);
      }
      const { snapshot, sendTransport, recvTransport, resumeToken } = joined.data;
      Object.assign(this.#ids, {
        '@peer': snapshot.selfId, '@send': sendTransport?.id ?? 'none', '@recv': recvTransport.id, '@resume': resumeToken,
      });
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
