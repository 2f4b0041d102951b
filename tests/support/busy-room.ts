import { CallError, type Tile, type Track } from '@plenary/protocol';
import fc from 'fast-check';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from './caller.ts';
import type { LiveMedia } from './live-media.ts';
import { tcpRelay, type TcpRelay } from './tcp-relay.ts';
import { until } from './until.ts';

export const PEOPLE = 4;
const ROOM = 'busy';

/** Something that one of those in the room does; people are numbered. */
export type Deed =
  | { readonly kind: 'mic' | 'camera' | 'screen'; readonly who: number; readonly on: boolean }
  | { readonly kind: 'view'; readonly who: number; readonly shows: readonly number[]; readonly height: number }
  | { readonly kind: 'stop'; readonly who: number; readonly whom: number; readonly source: 'mic' | 'camera' | 'screen' }
  | { readonly kind: 'codec'; readonly who: number; readonly codec: 'vp8' | 'h264' }
  | { readonly kind: 'leave' | 'cut'; readonly who: number }
  | { readonly kind: 'pause'; readonly ms: number };

const who = fc.nat(PEOPLE - 1);

/** Most of them come without a pause between. */
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 120, arbitrary: fc.record({ kind: fc.constantFrom('mic', 'camera', 'screen'), who, on: fc.boolean() }) },
  { weight: 60, arbitrary: fc.record({ kind: fc.constant('view'), who, shows: fc.subarray([0, 1, 2, 3]), height: fc.constantFrom(90, 360, 720) }) },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('stop'), who, whom: who, source: fc.constantFrom('mic', 'camera', 'screen') }) },
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('pause'), ms: fc.nat(30) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('leave', 'cut'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('codec'), who, codec: fc.constantFrom('vp8', 'h264') }) },
);

/** Answers that a person's haste explains. */
const EXPECTED: ReadonlySet<string> = new Set(['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'DISCONNECTED', 'WRONG_PHASE']);

interface Somebody {
  readonly call: Call;
  readonly relay: TcpRelay;
  /** Whose pictures they show, by number; `null`: they never said. */
  shows: readonly number[] | null;
}

/** A few people in one room who do everything at once, on real sockets and workers. */
export class BusyRoom {
  /** What no haste explains. */
  readonly faults: string[] = [];
  readonly #live: LiveMedia;
  readonly #sfu: Sfu;
  readonly #people: Somebody[] = [];
  readonly #doing = new Set<Promise<unknown>>();

  constructor(sfu: Sfu, live: LiveMedia) {
    this.#sfu = sfu;
    this.#live = live;
  }

  async open(): Promise<void> {
    for (let number = 0; number < PEOPLE; number++) {
      const relay = await tcpRelay(this.#sfu.url);
      const call = fakeCall(relay.url, { onError: (error) => this.#failed(number, error) });
      this.#people.push({ call, relay, shows: null });
      await call.join({ roomId: ROOM, name: `P${number}` });
    }
  }

  close(): void {
    this.#people.forEach(({ call, relay }) => {
      call.dispose();
      relay.close();
    });
  }

  /** Begins it; only pauses are waited for. */
  async do(what: Deed): Promise<void> {
    if (what.kind === 'pause') {
      await sleep(what.ms);
      return;
    }
    const doing = this.#done(what, this.#people[what.who] as Somebody).catch((error: unknown) => this.#failed(what.who, error));
    this.#doing.add(doing);
    void doing.finally(() => this.#doing.delete(doing));
  }

  async #done(what: Exclude<Deed, { kind: 'pause' }>, person: Somebody): Promise<unknown> {
    const { call } = person;
    switch (what.kind) {
      case 'mic':
        return await call.setMic(what.on);
      case 'camera':
        return await call.setCamera(what.on);
      case 'screen':
        return await call.setScreen(what.on);
      case 'view':
        person.shows = what.shows;
        return this.#show(person, what.height);
      case 'stop':
        return await call.host.stopMedia(this.#idOf(what.whom), what.source);
      case 'codec':
        return await call.setRoomSettings({ codec: what.codec });
      case 'cut':
        return person.relay.cut();
      case 'leave':
        person.shows = null;
        return await call.leave();
      default:
        return what satisfies never;
    }
  }

  /** Resolves when everyone's state is the same, and that of the workers. @throws with what differs */
  async agrees(): Promise<void> {
    let differences: string[] = [];
    await until('everyone agrees', async () => {
      await Promise.all(this.#doing);
      await Promise.all(this.#people.map((person) => this.#comesBack(person)));
      differences = this.#differences();
      return differences.length === 0;
    }, 12_000).catch(() => undefined);
    if (differences.length > 0) {
      throw new Error(differences.join('\n'));
    }
  }

  /** Whoever left, or lost the connection while joining, comes in. */
  async #comesBack(person: Somebody): Promise<void> {
    const { call } = person;
    if (call.getState().connection.status === 'closed') {
      await call.join({ roomId: ROOM, name: `P${this.#people.indexOf(person)}` });
    }
    // Ids are new after a return, and whoever shows a person names them by their id.
    if (person.shows !== null && call.getState().connection.status === 'joined') {
      this.#show(person, 360);
    }
  }

  #show({ call, shows }: Somebody, height: number): void {
    const tiles = (shows ?? []).flatMap((number): Tile[] => (['camera', 'screen'] as const).map((source) =>
      ({ peerId: this.#idOf(number), source, width: height * 2, height, pinned: false })));
    call.setView(tiles);
  }

  #idOf(number: number): string {
    return this.#people[number]?.call.getState().room?.selfId ?? '';
  }

  #failed(number: number, error: unknown): void {
    if (!(error instanceof CallError) || !EXPECTED.has(error.code)) {
      const { cause, stack } = error as Error;
      this.faults.push(`P${number}: ${cause instanceof Error ? cause.stack : stack}`);
    }
  }

  #differences(): string[] {
    const found: string[] = [];
    const check = (holds: boolean, what: string): void => void (holds || found.push(what));
    const everyTrack: Track[] = [];
    let received = 0;
    const [first] = this.#people;
    const seen = ({ call }: Somebody): string =>
      JSON.stringify([...(call.getState().room?.peers.values() ?? [])].map(({ id, role, tracks }) => [id, role, tracks]).sort());
    this.#people.forEach((person, number) => {
      const { connection, room, local } = person.call.getState();
      check(connection.status === 'joined', `P${number} is ${connection.status}`);
      check(room?.peers.size === PEOPLE, `P${number} sees ${room?.peers.size}`);
      check(first !== undefined && seen(person) === seen(first), `P${number} sees another room than P0: ${seen(person)} ${first && seen(first)}`);
      const own = room?.peers.get(room.selfId)?.tracks ?? [];
      everyTrack.push(...own);
      for (const source of ['mic', 'camera', 'screen', 'screenAudio'] as const) {
        const tracks = own.filter((track) => track.source === source);
        const on = local.tracks[source].status === 'on';
        check(tracks.length <= 1 && tracks.some(({ paused }) => !paused) === on, `P${number}'s ${source} is ${on ? 'on' : 'off'}: ${JSON.stringify(tracks)}`);
      }
      received += room?.consumers.size ?? 0;
      found.push(...this.#wrongReception(person, number));
    });
    const { producers, consumers } = this.#live;
    check(producers.size === everyTrack.length, `${producers.size} producers for ${everyTrack.length} tracks`);
    everyTrack.forEach(({ producerId, paused, source }) => check(producers.get(producerId)?.paused === paused, `the producer of a ${source} that is ${paused ? 'paused' : 'on'}`));
    check(consumers.size === received, `${consumers.size} consumers, of which ${received} are known`);
    return found;
  }

  /** What somebody should receive and does not, or does and should not. */
  #wrongReception({ call, shows }: Somebody, number: number): string[] {
    const found: string[] = [];
    const { room } = call.getState();
    const shown = shows?.map((each) => this.#idOf(each));
    for (const { id, tracks } of room?.peers.values() ?? []) {
      for (const { producerId, source, paused } of id === room?.selfId ? [] : tracks) {
        const isVideo = source === 'camera' || source === 'screen';
        const wanted = isVideo ? !paused && (shown === undefined || shown.includes(id)) : true;
        const consumers = [...(room?.consumers.values() ?? [])].filter((each) => each.producerId === producerId);
        const made = this.#live.consumers.get(consumers[0]?.consumerId ?? '');
        const flows = made !== undefined && !made.paused;
        const right = consumers.length <= 1 && flows === wanted && (made === undefined || made.producerPaused === paused)
          && (!wanted || call.remoteTrack(id, source) !== null);
        if (!right) {
          found.push(`P${number} should ${wanted ? '' : 'not '}receive a ${source}: ${consumers.length} consumers, paused ${made?.paused} ${made?.producerPaused}`);
        }
      }
    }
    return found;
  }
}

const sleep = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));
