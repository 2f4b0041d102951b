import { CallError, LIMITS, type Peer, type PeerId, type Question, type QuestionStatus } from '@plenary/protocol';
import { Paced } from './paced.ts';
import type { RoomChannel } from './ports.ts';

/** Changes of questions are told together, once in so many milliseconds. */
const INTERVAL_MS = 1_000;
/** Open questions that one person may have at a time. */
const OPEN_PER_PERSON = 3;

interface Entry {
  question: Omit<Question, 'votes'>;
  readonly voters: Set<PeerId>;
}

/** Questions to the stage, with everyone's votes. */
export class Questions {
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #tell: Paced;
  #next = 1;

  constructor(channel: RoomChannel) {
    this.#tell = new Paced(INTERVAL_MS, () => {
      const changed = [...this.#changed].flatMap((id) => this.#state(id));
      const removed = [...this.#removed];
      this.#changed.clear();
      this.#removed.clear();
      channel.broadcast('all', { name: 'questionsChanged', payload: { changed, removed } });
    });
  }

  /** Oldest first. */
  all(): Question[] {
    return [...this.#entries.keys()].flatMap((id) => this.#state(id));
  }

  /** @throws {CallError} `LIMIT_EXCEEDED` when this person has enough of them open, or nobody may ask more */
  ask({ id: peerId, name }: Pick<Peer, 'id' | 'name'>, text: string, now: number): Question {
    const open = [...this.#entries.values()].filter(({ question }) => question.peerId === peerId && question.status === 'open');
    if (open.length >= OPEN_PER_PERSON || !this.#makePlace()) {
      throw new CallError('LIMIT_EXCEEDED');
    }
    const id = String(this.#next++);
    const question = { id, peerId, name, text, askedAt: now, status: 'open' as const };
    this.#entries.set(id, { question, voters: new Set([peerId]) });
    this.#mark(id);
    return { ...question, votes: 1 };
  }

  /** @throws {CallError} `NOT_FOUND` */
  vote(peerId: PeerId, id: string, wanted: boolean): void {
    const { voters } = this.#entry(id);
    if (voters.has(peerId) !== wanted) {
      voters[wanted ? 'add' : 'delete'](peerId);
      this.#mark(id);
    }
  }

  /** @throws {CallError} `NOT_FOUND` */
  setStatus(id: string, status: QuestionStatus): void {
    const entry = this.#entry(id);
    if (entry.question.status !== status) {
      entry.question = { ...entry.question, status };
      this.#mark(id);
    }
  }

  /** @throws {CallError} `NOT_FOUND` */
  remove(id: string): void {
    this.#entry(id);
    this.#entries.delete(id);
    this.#changed.delete(id);
    this.#removed.add(id);
    this.#tell.ask();
  }

  close(): void {
    this.#tell.close();
  }

  /** Answered questions make place for new ones, the oldest first; open ones stay. */
  #makePlace(): boolean {
    if (this.#entries.size < LIMITS.questions) {
      return true;
    }
    const answered = [...this.#entries.values()].find(({ question }) => question.status === 'answered');
    if (answered === undefined) {
      return false;
    }
    this.remove(answered.question.id);
    return true;
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      throw new CallError('NOT_FOUND', 'no such question');
    }
    return entry;
  }

  #state(id: string): Question[] {
    const entry = this.#entries.get(id);
    return entry === undefined ? [] : [{ ...entry.question, votes: entry.voters.size }];
  }

  #mark(id: string): void {
    this.#changed.add(id);
    this.#tell.ask();
  }
}
