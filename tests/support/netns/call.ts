import type { Browser } from 'playwright-core';
import { launchBrowser, meet, type Person } from '../browser.ts';
import { startCoturn, TURN_SECRET, type Coturn } from '../coturn.ts';
import { Film, watchFrames } from '../frames.ts';
import { noisyCamera, smallCamera } from '../page-probes.ts';
import type { ConfigParts } from '../sfu.ts';
import { until } from '../until.ts';
import { startServer, type Server } from '../web.ts';
import { Network, type Place } from './network.ts';

export interface CallOptions {
  /** Ann's cable is one with faults to order. */
  readonly wire?: boolean;
  /** There is a TURN server. */
  readonly turn?: boolean;
  /** Bob sends as many bits as his link takes. */
  readonly noisyBob?: boolean;
  readonly config?: ConfigParts;
}

/** Somebody in a call, and what their page has shown of the other. */
export interface Caller extends Person {
  readonly film: Film;
}

/**
 * A server and two people, each in a browser and a network of their own. Ann's is the one to be broken; Bob's stays
 * whole.
 */
export class NetworkCall {
  readonly server: Server;
  readonly network: Network;
  readonly ann: Place;
  readonly bob: Place;
  /** UDP and TCP. */
  readonly mediaPort: number;
  readonly #browsers: readonly [ann: Browser, bob: Browser];
  readonly #coturn: Coturn | null;
  readonly #noisyBob: boolean;
  readonly #room = `network-${process.pid}`;

  private constructor(parts: Pick<NetworkCall, 'server' | 'network' | 'ann' | 'bob' | 'mediaPort'>, more: {
    browsers: readonly [Browser, Browser];
    coturn: Coturn | null;
    noisyBob: boolean;
  }) {
    ({ server: this.server, network: this.network, ann: this.ann, bob: this.bob, mediaPort: this.mediaPort } = parts);
    this.#browsers = more.browsers;
    this.#coturn = more.coturn;
    this.#noisyBob = more.noisyBob;
  }

  static async open({ wire = false, turn = false, noisyBob = false, config = {} }: CallOptions = {}): Promise<NetworkCall> {
    const network = new Network();
    const opened: { close(): Promise<unknown> }[] = [network];
    try {
      const bob = await network.place();
      const ann = await network.place({ wire });
      const address = bob.outerIp;
      const address6 = bob.outerIp6;
      const coturn = turn ? await startCoturn({ ips: [address], allowed: [address] }) : null;
      opened.push(...(coturn === null ? [] : [coturn]));
      const mediaPort = 44_000 + Math.floor(Math.random() * 4_000);
      const urls = (['udp', 'tcp'] as const).map((transport) => `turn:${address}:${coturn?.port}?transport=${transport}`);
      const server = await startServer({
        ...config,
        http: { host: address },
        media: { workers: 1, listenIps: [address, address6], basePort: mediaPort, ...config.media },
        ...(coturn === null ? {} : { turn: { urls, secret: TURN_SECRET, ttlSeconds: 300 } }),
      });
      opened.push(server);
      const launch = (place: Place): Promise<Browser> =>
        launchBrowser({ fps: 15, inside: (program) => place.executable(program), trusted: server.url });
      const browsers = [await launch(ann), await launch(bob)] as const;
      return new NetworkCall({ server, network, ann, bob, mediaPort }, { browsers, coturn, noisyBob });
    } catch (error) {
      for (const part of opened.reverse()) {
        await part.close();
      }
      throw error;
    }
  }

  /** Ann or Bob opens the meeting and joins it. Ann's picture is a small one, to spare the machine. */
  async join(who: 'Ann' | 'Bob'): Promise<Caller> {
    const person = await meet(this.#browsers[who === 'Ann' ? 0 : 1], `${this.server.url}/r/${this.#room}`, who, {
      viewport: { width: 1280, height: 720 },
      init: async (page) => {
        await page.addInitScript(watchFrames);
        if (who === 'Ann') {
          await page.addInitScript(smallCamera);
        } else if (this.#noisyBob) {
          await page.addInitScript(noisyCamera);
        }
      },
    });
    return { ...person, film: new Film(person.page) };
  }

  /** Both join, and each sees the other move. */
  async both(): Promise<[ann: Caller, bob: Caller]> {
    const bob = await this.join('Bob');
    const ann = await this.join('Ann');
    await untilFlowing([ann, bob]);
    return [ann, bob];
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    await this.server.close();
    await this.#coturn?.close();
    await this.network.close();
  }
}

/** Each of them is shown new pictures of the other, a second long. */
export async function untilFlowing(callers: readonly Caller[], timeoutMs = 30_000): Promise<void> {
  for (const { name, film } of callers) {
    await until(`${name} sees the other move`, async () => {
      await film.roll();
      const now = Date.now();
      return film.longestGap(now - 1_000, now) < 500;
    }, timeoutMs);
  }
}

/** How the page's media reach the server, each transport in use: `udp`, `tcp`, `relay udp`, `relay tcp`; with ` 6` by IPv6. */
export async function pathsOf({ page }: Caller): Promise<string[]> {
  return await page.evaluate(async () => {
    const paths: string[] = [];
    for (const connection of window.__peerConnections.filter(({ connectionState }) => connectionState === 'connected')) {
      const stats = await connection.getStats();
      stats.forEach((stat: Record<string, string | undefined>) => {
        if (stat.type === 'transport') {
          const pair = stats.get(stat.selectedCandidatePairId ?? '') as { localCandidateId: string } | undefined;
          const local = stats.get(pair?.localCandidateId ?? '') as Record<string, string | undefined> | undefined;
          if (local !== undefined) {
            const kind = local.candidateType === 'relay' ? `relay ${local.relayProtocol}` : String(local.protocol);
            paths.push(local.address?.includes(':') === true ? `${kind} 6` : kind);
          }
        }
      });
    }
    return paths;
  });
}
