import { jest } from '@jest/globals';
import { CallError, type Notification, type NotificationPayload } from '@plenary/protocol';
import type fc from 'fast-check';
import type { Peer } from '../../apps/sfu/src/rooms/peer.ts';
import type { RoomRegistry } from '../../apps/sfu/src/rooms/registry.ts';
import { bareRooms, NO_LINK, visitor } from './bare-rooms.ts';
import { fakeMedia, type FakeMedia } from './fake-media.ts';

/** A meeting with Bob in it, which Ann comes to several times at once. */
export interface Meeting {
  /** What tells that it is she each time: her client's resume token, who her join token says she is, or both. */
  readonly knownBy: 'token' | 'identity' | 'both';
  /** As which role she is there already; `absent`: her stay, as a speaker, ended with the loss of its socket. */
  readonly firstIs: 'host' | 'speaker' | 'absent';
  readonly joins: number;
  /** Whether one more of her sockets asks for the first stay. */
  readonly resumes: boolean;
  /** Whether the first stay loses its socket somewhere in between. */
  readonly socketLost: boolean;
  /** Whether somebody else comes in meanwhile. */
  readonly newcomer: boolean;
}

export interface Outcome {
  readonly people: number;
  /** Ann's. */
  readonly stays: number;
  /** How many of her sockets take themselves for being in the room. */
  readonly believe: number;
  /** Peers' media that are open. */
  readonly media: number;
  readonly hosts: number;
  /** How many people there are, as those in the room were told. */
  readonly told: number;
  /** Whether she has the id and role of her first stay. */
  readonly kept: boolean;
}

const ROOM = 'twice';

/** Who is outdone by a later join is told so, and a stay that another one took the place of is not found. */
function isRefusal(error: unknown): void {
  if (!(error instanceof CallError) || (error.code !== 'CONFLICT' && error.code !== 'NOT_FOUND')) {
    throw error;
  }
}

/** Plays such a meeting on real rooms whose media take their turns as the scheduler lets them. */
export class TwiceIn {
  readonly #scheduler: fc.Scheduler;
  readonly #plan: Meeting;
  readonly #media: FakeMedia;
  readonly #rooms: RoomRegistry;
  /** Who is there, as all were told. */
  readonly #told = new Set<string>();
  /** What each of Ann's sockets takes for its stay. */
  readonly #stays: (Peer | null)[] = [];

  constructor(scheduler: fc.Scheduler, plan: Meeting) {
    this.#scheduler = scheduler;
    this.#plan = plan;
    this.#media = fakeMedia((what) => this.#turn(what));
    this.#rooms = bareRooms(this.#media, (notification) => this.#hear(notification));
  }

  async play(): Promise<Outcome> {
    const { knownBy, firstIs, joins, resumes, socketLost, newcomer } = this.#plan;
    const identity = knownBy === 'token' ? null : 'ann';
    const others = firstIs === 'host' ? ['Ann', 'Bob'] : ['Bob', 'Ann'];
    for (const name of others) {
      await this.#settled(name === 'Ann' ? this.#join(name, identity, undefined) : this.#visit(name));
    }
    const first = this.#stays[0] as Peer;
    const { id, role, resumeToken } = first;
    if (firstIs === 'absent') {
      this.#rooms.get(ROOM)?.remove(id, 'gone');
    }
    const token = knownBy === 'identity' ? undefined : resumeToken;
    const events = [
      ...Array.from({ length: joins }, () => async () => {
        await this.#turn('Ann comes');
        await this.#join('Ann', identity, token).catch(isRefusal);
      }),
      ...(resumes && firstIs !== 'absent' ? [async () => {
        await this.#turn('Ann resumes');
        this.#resume(resumeToken);
      }] : []),
      ...(socketLost && firstIs !== 'absent' ? [async () => {
        await this.#turn('a socket is lost');
        if (this.#stays[0] === first) {
          this.#stays[0] = null;
          this.#rooms.get(ROOM)?.lostSocket(first, 'cut');
        }
      }] : []),
      ...(newcomer ? [async () => {
        await this.#turn('Cid comes');
        await this.#visit('Cid');
      }] : []),
    ];
    await this.#settled(Promise.all(events.map((event) => event())));
    // The roster tells in batches.
    jest.advanceTimersByTime(10_000);
    const outcome = this.#outcome({ id, role }, firstIs === 'absent' && knownBy === 'identity');
    this.#rooms.close('shutdown');
    return outcome;
  }

  #outcome(first: Pick<Peer, 'id' | 'role'>, isNew: boolean): Outcome {
    const stage = [...(this.#rooms.get(ROOM)?.roster.stage() ?? [])];
    const own = stage.filter(({ name }) => name === 'Ann');
    const believing = this.#stays.filter((stay) => stay !== null);
    return {
      people: this.#rooms.peerCount,
      stays: own.length,
      believe: believing.filter((stay) => stay === own[0]).length === 1 ? believing.length : 0,
      media: this.#media.open,
      hosts: stage.filter(({ role }) => role === 'host').length,
      told: this.#told.size,
      kept: isNew || (own[0]?.id === first.id && own[0].role === first.role),
    };
  }

  /** One of Ann's sockets joins. */
  async #join(name: string, identity: string | null, resumeToken: string | undefined): Promise<void> {
    const socket = this.#stays.push(null) - 1;
    const joined = await this.#rooms.join(ROOM, {
      ...visitor(name),
      identity,
      resumeToken,
      ended: (peerId) => this.#stand(socket, peerId),
    });
    if (joined.status === 'joined') {
      this.#stays[socket] = joined.peer;
    }
  }

  #resume(resumeToken: string): void {
    const socket = this.#stays.push(null) - 1;
    try {
      const { peer } = this.#rooms.resume(ROOM, resumeToken, {
        link: NO_LINK,
        ended: (peerId) => this.#stand(socket, peerId),
      });
      this.#stays[socket] = peer;
    } catch (error) {
      isRefusal(error);
    }
  }

  async #visit(name: string): Promise<void> {
    await this.#rooms.join(ROOM, visitor(name));
  }

  #stand(socket: number, peerId: string): void {
    if (this.#stays[socket]?.id === peerId) {
      this.#stays[socket] = null;
    }
  }

  async #turn(what: string): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), what);
  }

  /** Lets everything happen that this leads to. */
  async #settled(task: Promise<unknown>): Promise<void> {
    await this.#scheduler.waitFor(task);
    while (this.#scheduler.count() > 0) {
      await this.#scheduler.waitAll();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #hear(notification: Notification): void {
    if (notification.name === 'peersChanged') {
      const { changed, left } = notification.payload as NotificationPayload<'peersChanged'>;
      left.forEach((id) => this.#told.delete(id));
      changed.forEach(({ id }) => this.#told.add(id));
    }
  }
}
