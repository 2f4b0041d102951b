import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** What a page has received of one track so far, by WebRTC's own statistics. */
export interface Inflow {
  readonly kind: 'audio' | 'video';
  /** Another after the track was negotiated anew, or sent over another connection. */
  readonly id: string;
  /** Frames of a picture, packets of sound. */
  readonly received: number;
}

/** Of every track that the page receives at this moment. */
export async function inflowsOf(page: Page): Promise<Inflow[]> {
  return await page.evaluate(async () => {
    const inflows: Inflow[] = [];
    for (const [index, connection] of window.__peerConnections.entries()) {
      if (connection.connectionState === 'connected') {
        (await connection.getStats()).forEach((stat: Record<string, number | string | undefined>) => {
          // mediasoup's probator is a stream without pictures that only measures the link.
          if (stat.type === 'inbound-rtp' && stat.mid !== 'probator') {
            const kind = stat.kind === 'audio' ? 'audio' : 'video';
            inflows.push({
              kind,
              id: `${index} ${stat.trackIdentifier} ${stat.ssrc}`,
              received: Number((kind === 'audio' ? stat.packetsReceived : stat.framesReceived) ?? 0),
            });
          }
        });
      }
    }
    return inflows;
  });
}

/** Two pages can't be asked at the very same moment: of so many looks the kindest one counts. */
const LOOKS = 5;

/**
 * Whether a page receives all that another one does: what it misses stays missing, whereas a machine that is busy
 * delays both. Both have to receive one track of each kind when it begins.
 */
export class SideBySide {
  readonly #page: Page;
  readonly #other: Page;
  readonly #tracks = new Map<Inflow['kind'], { readonly own: Inflow; readonly others: Inflow; lead: number }>();

  private constructor(page: Page, other: Page) {
    [this.#page, this.#other] = [page, other];
  }

  static async begin(page: Page, other: Page): Promise<SideBySide> {
    const pair = new SideBySide(page, other);
    for (let look = 0; look < LOOKS; look++) {
      const [own, others] = await Promise.all([inflowsOf(page), inflowsOf(other)]);
      for (const kind of ['audio', 'video'] as const) {
        const [mine, theirs] = [own, others].map((inflows) => inflows.filter((inflow) => inflow.kind === kind));
        if (mine?.length !== 1 || theirs?.length !== 1 || mine[0] === undefined || theirs[0] === undefined) {
          throw new Error(`one track of ${kind} is to be received on either side, not ${mine?.length} and ${theirs?.length}`);
        }
        const lead = theirs[0].received - mine[0].received;
        pair.#tracks.set(kind, { own: mine[0], others: theirs[0], lead: Math.max(lead, pair.#tracks.get(kind)?.lead ?? -Infinity) });
      }
    }
    return pair;
  }

  /**
   * Waits until the page has all that the other one received since `begin`, but for so much.
   * @throws Error when a track is not the one of the beginning any more, or what was missed has not come
   */
  async untilEven(most: Readonly<Record<Inflow['kind'], number>>): Promise<void> {
    let last = '';
    await until(() => `as much to come here as there (behind by ${last})`, async () => {
      const [own, others] = await Promise.all([inflowsOf(this.#page), inflowsOf(this.#other)]);
      const behind = [...this.#tracks].map(([kind, begun]) => {
        const [mine, theirs] = [same(own, begun.own), same(others, begun.others)];
        return { kind, by: theirs.received - mine.received - begun.lead };
      });
      last = behind.map(({ kind, by }) => `${by} of ${kind}`).join(', ');
      return behind.every(({ kind, by }) => by <= most[kind]);
    }, 10_000);
  }
}

function same(inflows: readonly Inflow[], begun: Inflow): Inflow {
  const now = inflows.find(({ id }) => id === begun.id);
  if (now === undefined) {
    throw new Error(`${begun.kind} ${begun.id} is gone: there is ${JSON.stringify(inflows)}`);
  }
  return now;
}
