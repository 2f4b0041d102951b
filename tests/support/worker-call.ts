import { expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { arrive, join, launchBrowser, type Person } from './browser.ts';
import { watchElements } from './elements.ts';
import { readConcealed, readGaps, resetGaps, watchGaps } from './gaps.ts';
import { smallCamera } from './page-probes.ts';
import { ADMIN_KEY } from './sfu-process.ts';
import { toneFile } from './tone.ts';
import { until } from './until.ts';
import { startServer, startServerProcess, type Server } from './web.ts';

const NAMES = ['Ann', 'Bob', 'Cid', 'Dot'];
/** Four people with two tracks each fill the first worker with two. */
const CONSUMERS_PER_WORKER = 5;

export interface WorkerRow {
  readonly index: number;
  readonly pid: number;
  readonly state: string;
  readonly peers: number;
}

/** A call of four, two each on two workers, whose pictures and sound are watched for gaps. */
export class WorkerCall {
  readonly #server: Omit<Server, 'sfu'>;
  readonly people: Person[] = [];
  readonly #browser: Browser;
  /** Lines of the server's log, of tracks that were made when a client published them. */
  readonly #published: readonly string[];

  private constructor(server: Omit<Server, 'sfu'>, browser: Browser, published: readonly string[]) {
    this.#server = server;
    this.#browser = browser;
    this.#published = published;
  }

  /** @param where in this process its workers can be got at; in one of its own it is as an operator runs it */
  static async open(room: string, where: 'here' | 'elsewhere' = 'elsewhere'): Promise<WorkerCall> {
    const published: string[] = [];
    const [server, browser] = await Promise.all([
      where === 'here'
        ? startServer({ adminKey: ADMIN_KEY, media: { workers: 2, consumersPerWorker: CONSUMERS_PER_WORKER } })
        : startServerProcess(
          { CONSUMERS_PER_WORKER: String(CONSUMERS_PER_WORKER), LOG_LEVEL: 'debug', LOG_FORMAT: 'json' },
          (line) => void (line.includes('"track published"') && published.push(line)),
        ),
      // Four browsers that decode twelve pictures: at full rate they alone would fill two cores.
      launchBrowser({ fps: 10, microphone: toneFile() }),
    ]);
    const call = new WorkerCall(server, browser, published);
    const init = async (page: Person['page']): Promise<void> => {
      await page.addInitScript(watchGaps);
      await page.addInitScript(watchElements);
      await page.addInitScript(smallCamera);
    };
    const link = `${server.url}/r/${room}`;
    call.people.push(...await Promise.all(NAMES.map(async (name) =>
      await arrive(browser, link, name, { init, viewport: { width: 640, height: 480 } }))));
    // Who comes first is on the first worker.
    await Promise.all(call.people.slice(0, 2).map(join));
    await until('the first two fill their worker', async () => (await call.#counts('plenary_consumers'))[0] >= 4, 20_000);
    await Promise.all(call.people.slice(2).map(join));
    await call.allFlow();
    return call;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  /** @param count changes how many there are */
  async workers(count?: number): Promise<WorkerRow[]> {
    const response = await fetch(`${this.#server.url}/api/v1/admin/workers`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      ...(count === undefined ? {} : { method: 'PUT', body: JSON.stringify({ count }) }),
    });
    return ((await response.json()) as { workers: WorkerRow[] }).workers;
  }

  /**
   * Waits until the workers are as they should be. Each look asks every worker what it uses, and takes from the time of
   * those who are looked at.
   * @param everyMs how often, in milliseconds
   */
  async untilWorkers(what: string, are: (workers: readonly WorkerRow[]) => boolean, everyMs: number, timeoutMs = 30_000): Promise<void> {
    await until(what, async () => {
      if (are(await this.workers())) {
        return true;
      }
      await this.wait(everyMs);
      return false;
    }, timeoutMs);
  }

  async resetGaps(): Promise<void> {
    await resetGaps(this.people.map(({ page }) => page));
  }

  async wait(ms: number): Promise<void> {
    await this.people[0]?.page.waitForTimeout(ms);
  }

  /** Every one of the four sees and hears every other: all gaps end. */
  async allFlow(sinceMs = 400): Promise<void> {
    await Promise.all(this.people.map(async ({ name, page }) => {
      await until(`${name} sees and hears three others`, async () => {
        await page.evaluate(() => window.__gaps.reset());
        await page.waitForTimeout(sinceMs);
        const gaps = await readGaps(page);
        const flowing = Object.entries(gaps).filter(([, gap]) => gap < sinceMs).map(([key]) => key);
        return flowing.filter((key) => key.startsWith('video camera')).length >= 4
          && flowing.filter((key) => key.startsWith('audio')).length >= 3;
      }, 20_000);
    }));
  }

  /** How many tracks the server made when clients published them: those that it had made ahead of them are none of these. */
  get published(): number {
    return this.#published.length;
  }

  /** How many peer connections each page has made: more after its media were moved. */
  async connections(): Promise<Map<string, number>> {
    const counts = this.people.map(async ({ name, page }) => [name, await page.evaluate(() => window.__peerConnections.length)] as const);
    return new Map(await Promise.all(counts));
  }

  /** Missing sound of each of these people at each other of them: the worst gap in what arrived, or in what was heard. */
  async soundAmong(some: readonly Person[], what: 'audio' | 'concealed' = 'audio'): Promise<number[]> {
    const ids = (await Promise.all(some.map(({ page }) => readGaps(page)))).map(ownId);
    const read = await Promise.all(some.map(({ page }) => (what === 'audio' ? readGaps(page) : readConcealed(page))));
    return read.flatMap((gaps, i) => Object.entries(gaps)
      .filter(([key]) => key.startsWith('audio') && ids.some((id, j) => j !== i && key.includes(id)))
      .map(([, gap]) => gap));
  }

  /** Worst gaps of all pictures or sounds that come over the network, everyone's. */
  async gapsOf(kind: 'video' | 'audio'): Promise<number[]> {
    const all: number[] = [];
    for (const { page } of this.people) {
      const read = await readGaps(page);
      const own = ownId(read);
      const gaps = Object.entries(read).filter(([key]) => key.startsWith(kind) && !key.endsWith(` ${own}`));
      all.push(...gaps.map(([, gap]) => gap));
    }
    return all;
  }

  /** After a failure everyone is on one worker; two change places by joining anew. */
  async spread(): Promise<void> {
    const busy = (await this.workers()).filter(({ peers }) => peers > 0);
    if (busy.length === 2) {
      return;
    }
    for (const person of this.people.slice(2)) {
      await person.page.reload();
      await join(person);
    }
    await this.allFlow();
  }

  /** Of all workers, by the names of the metrics. */
  async #counts<T extends readonly string[]>(...names: T): Promise<{ [K in keyof T]: number }> {
    const lines = (await (await fetch(`${this.#server.url}/metrics`)).text()).split('\n');
    const total = (name: string): number =>
      lines.filter((line) => line.startsWith(`${name}{`)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    return names.map(total) as { [K in keyof T]: number };
  }

  /** @param shared tracks of shared screens, beside everyone's microphone and camera */
  async noGhosts(shared = 0): Promise<void> {
    for (const { page } of this.people) {
      await until('four tiles of people', async () => new Set(await page.locator('[data-testid="tile"][data-source="camera"]').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-peer-id')))).size === 4);
    }
    // Two each, and between two routers a pair that carries the pipes.
    const settled = async (): Promise<boolean> => {
      const [routers, transports, producers] = await this.#counts('plenary_routers', 'plenary_transports', 'plenary_producers');
      return transports === 8 + 2 * (routers - 1) && producers === (8 + shared) * routers;
    };
    await until('nothing is doubled', settled, 20_000);
    expect((await this.workers()).reduce((sum, { peers }) => sum + peers, 0)).toBe(4);
  }
}

/** One's own is the picture without sound. */
function ownId(gaps: Readonly<Record<string, number>>): string {
  const heard = Object.keys(gaps).filter((key) => key.startsWith('audio'));
  const ids = Object.keys(gaps).flatMap((key) => /^video camera (.+)$/u.exec(key)?.[1] ?? []);
  return ids.find((id) => !heard.some((key) => key.includes(id))) ?? '';
}
