import type { Answer, LobbyState } from '@plenary/protocol';
import { capabilities, opusParameters, rawClient, type RawClient } from './raw.ts';
import { until } from './until.ts';

/** Who asks. The first three have no seat in a room: come anew, in the queue before a full room, and out of a room again. */
export const SUBJECTS = ['connected', 'waiting', 'left', 'host', 'speaker', 'viewer'] as const;
export type Subject = (typeof SUBJECTS)[number];

export const DTLS = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] };

/** The ids of one person who is in a room, with one of everything. */
export interface Someone {
  readonly client: RawClient;
  readonly peerId: string;
  readonly sendTransportId: string;
  readonly recvTransportId: string;
  readonly producerId: string;
  readonly consumerId: string;
  readonly messageId: string;
  readonly questionId: string;
  readonly resumeToken: string;
}

/** Somebody who asks, with what is theirs to name; empty texts where they have no such thing. */
export interface Actor {
  readonly client: RawClient;
  readonly peerId: string;
  readonly sendTransportId: string;
  readonly recvTransportId: string;
  readonly producerId: string;
}

interface Joined {
  snapshot: { selfId: string };
  sendTransport: { id: string } | null;
  recvTransport: { id: string };
  resumeToken: string;
  consumers: { consumerId: string }[];
}

export class PermissionWorld {
  readonly #url: string;
  readonly #rtpCapabilities: unknown;
  readonly #open: RawClient[] = [];
  readonly #closedDoors: RawClient[] = [];
  #ssrc = 1;

  private constructor(url: string, rtpCapabilities: unknown) {
    this.#url = url;
    this.#rtpCapabilities = rtpCapabilities;
  }

  static async create(url: string): Promise<PermissionWorld> {
    return new PermissionWorld(url, await capabilities(url));
  }

  joinInput(roomId: string, more: object = {}): object {
    return { roomId, name: 'A', publish: true, rtpCapabilities: this.#rtpCapabilities, ...more };
  }

  /**
   * A host of a room of their own, beside a speaker from whom they receive a track.
   * @param past messages and questions that there were before; rooms count theirs, and ids of two rooms should differ
   */
  async host(roomId: string, past = 0): Promise<Someone> {
    const client = await this.#client();
    const joined = await this.#join(client, roomId);
    const speaker = await this.#client();
    await this.produce(speaker, (await this.#join(speaker, roomId)).sendTransport?.id ?? '');
    await until('the track arrives', () => client.notifications.some(({ name }) => name === 'newConsumers'));
    const { payload } = client.notifications.find(({ name }) => name === 'newConsumers') ?? {};
    const sendTransportId = joined.sendTransport?.id ?? '';
    for (let i = 0; i < past; i++) {
      data(await client.send('sendChat', { text: 'before' }));
      const { question } = data(await client.send<{ question: { id: string } }>('ask', { text: 'before?' }));
      data(await client.send('removeQuestion', { questionId: question.id }));
    }
    return {
      client,
      peerId: joined.snapshot.selfId,
      sendTransportId,
      recvTransportId: joined.recvTransport.id,
      producerId: await this.produce(client, sendTransportId),
      consumerId: (payload as Pick<Joined, 'consumers'>).consumers[0]?.consumerId ?? '',
      messageId: data(await client.send<{ message: { id: string } }>('sendChat', { text: 'hello' })).message.id,
      questionId: data(await client.send<{ question: { id: string } }>('ask', { text: 'why?' })).question.id,
      resumeToken: joined.resumeToken,
    };
  }

  /** @param fullRoom one that people wait for */
  async actor(subject: Subject, room: { readonly roomId: string; readonly host: Someone }, fullRoom: string): Promise<Actor> {
    const client = await this.#client();
    const nothing = { client, peerId: '', sendTransportId: 'none', recvTransportId: 'none', producerId: 'none' };
    switch (subject) {
      case 'connected':
        return nothing;
      case 'waiting':
        if (data(await client.send<{ status: string }>('join', this.joinInput(fullRoom))).status !== 'waiting') {
          throw new Error('nobody waits');
        }
        return nothing;
      case 'left':
        await this.#join(client, room.roomId);
        data(await client.send('leave', {}));
        return nothing;
      default: {
        const joined = await this.#join(client, room.roomId, { watch: subject === 'viewer' });
        const peerId = joined.snapshot.selfId;
        const recvTransportId = joined.recvTransport.id;
        if (subject === 'viewer') {
          return { ...nothing, peerId, recvTransportId, sendTransportId: recvTransportId };
        }
        if (subject === 'host') {
          data(await room.host.client.send('setRole', { peerId, role: 'host' }));
        }
        const sendTransportId = joined.sendTransport?.id ?? '';
        return { client, peerId, recvTransportId, sendTransportId, producerId: await this.produce(client, sendTransportId) };
      }
    }
  }

  /** Somebody who is in a room, for others to do something about. */
  async stay(roomId: string): Promise<{ readonly peerId: string; readonly resumeToken: string }> {
    const { snapshot, resumeToken } = await this.#join(await this.#client(), roomId);
    return { peerId: snapshot.selfId, resumeToken };
  }

  /** Somebody who waits before a room, by the id that its host sees; `openDoors` lets them in. */
  async visitor(roomId: string, host: Someone): Promise<string> {
    data(await host.client.send('setRoomSettings', { lobby: true }));
    this.#closedDoors.push(host.client);
    const name = `Visitor ${this.#ssrc++}`;
    const visitor = await this.#client();
    if (data(await visitor.send<{ status: string }>('join', this.joinInput(roomId, { name }))).status !== 'lobby') {
      throw new Error('nobody waits in the lobby');
    }
    const seen = (): string | undefined => host.client.notifications
      .filter((notification) => notification.name === 'lobbyChanged')
      .flatMap(({ payload }) => (payload as LobbyState).visitors)
      .find((waiting) => waiting.name === name)?.id;
    await until('the host sees who waits', seen);
    return seen() ?? 'none';
  }

  /** Where a message needs somebody at the door there was a lobby for it: there is none any more, and those who waited may come in. */
  async openDoors(): Promise<void> {
    for (const host of this.#closedDoors.splice(0)) {
      data(await host.send('setRoomSettings', { lobby: false }));
    }
  }

  async produce(client: RawClient, transportId: string): Promise<string> {
    const answer = await client.send<{ producerId: string }>('produce', this.produceInput(transportId, 'mic'));
    return data(answer).producerId;
  }

  produceInput(transportId: string, source: 'mic' | 'screenAudio', more: object = {}): object {
    return { transportId, source, rtpParameters: { ...opusParameters(this.#ssrc++), mid: String(this.#ssrc) }, paused: false, ...more };
  }

  close(): void {
    this.#open.forEach((client) => client.close());
  }

  async #client(): Promise<RawClient> {
    const client = await rawClient(this.#url);
    this.#open.push(client);
    return client;
  }

  async #join(client: RawClient, roomId: string, more: object = {}): Promise<Joined> {
    return data(await client.send<Joined>('join', this.joinInput(roomId, more)));
  }
}

function data<T>(answer: Answer<T>): T {
  if (!answer.ok) {
    throw new Error(`${answer.error.code}: ${answer.error.message}`);
  }
  return answer.data;
}
