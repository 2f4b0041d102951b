/*
 * The order of tiles. People find one another by place, so a tile moves only when it must: newcomers go to the
 * end, and someone who speaks from a later page changes places with one person of the first page.
 */

/**
 * The next order of tiles.
 * @param previous the order until now
 * @param present who is here, in the order in which they joined
 * @param self always the first, and never moved away
 */
export function keepOrder(previous: readonly string[], present: readonly string[], self: string): readonly string[] {
  const here = new Set(present);
  const known = new Set(previous);
  const others = [...previous.filter((id) => here.has(id)), ...present.filter((id) => !known.has(id))]
    .filter((id) => id !== self);
  const next = here.has(self) ? [self, ...others] : others;
  return sameOrder(previous, next) ? previous : next;
}

/**
 * Brings those who speak to the first page. Each changes places with whoever of the first page has been silent
 * the longest; one's own tile and the other speakers stay.
 * @param lastSpoke when someone last spoke, in any growing unit; who never spoke is not in it
 */
export function bringForward(
  order: readonly string[],
  speakers: readonly string[],
  firstPage: number,
  self: string,
  lastSpoke: ReadonlyMap<string, number>,
): readonly string[] {
  const next = [...order];
  const speaking = new Set(speakers);
  let moved = false;
  for (const speaker of speakers) {
    const from = next.indexOf(speaker);
    if (from < firstPage) {
      continue;
    }
    const to = quietest(next, firstPage, self, speaking, lastSpoke);
    if (to === -1) {
      break;
    }
    next[from] = next[to] as string;
    next[to] = speaker;
    moved = true;
  }
  return moved ? next : order;
}

function quietest(
  order: readonly string[],
  firstPage: number,
  self: string,
  speaking: ReadonlySet<string>,
  lastSpoke: ReadonlyMap<string, number>,
): number {
  let found = -1;
  let foundTime = Infinity;
  // From the end, so that among those who never spoke the last of the page goes first.
  for (let index = Math.min(firstPage, order.length) - 1; index >= 0; index -= 1) {
    const id = order[index] as string;
    const time = lastSpoke.get(id) ?? -Infinity;
    if (id !== self && !speaking.has(id) && (found === -1 || time < foundTime)) {
      found = index;
      foundTime = time;
    }
  }
  return found;
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** The order of tiles and what is needed to bring speakers forward. */
export interface OrderState {
  readonly order: readonly string[];
  /** When each spoke last, in turns of speaking; who never spoke is not in it. */
  readonly lastSpoke: ReadonlyMap<string, number>;
  /** The speakers of the latest turn, joined: a turn ends when others speak. */
  readonly turn: string;
  readonly turns: number;
}

export const NO_ORDER: OrderState = { order: [], lastSpoke: new Map(), turn: '', turns: 0 };

export interface OrderInput {
  readonly present: readonly string[];
  readonly self: string;
  readonly speakers: readonly string[];
  readonly firstPage: number;
}

/** The state after people came, left or spoke; the same object when nothing changed. */
export function advanceOrder(state: OrderState, { present, self, speakers, firstPage }: OrderInput): OrderState {
  const turn = speakers.join();
  let { lastSpoke, turns } = state;
  if (turn !== state.turn) {
    turns += 1;
    lastSpoke = new Map([...lastSpoke, ...speakers.map((id) => [id, turns] as const)]);
  }
  const kept = keepOrder(state.order, present, self);
  const order = bringForward(kept, speakers, firstPage, self, lastSpoke);
  return order === state.order && turn === state.turn ? state : { order, lastSpoke, turn, turns };
}
