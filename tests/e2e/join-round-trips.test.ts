import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { arrive, join, launchBrowser, meet } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { UdpRelay } from '../support/udp-relay.ts';
import { until } from '../support/until.ts';
import { startServer, type Server } from '../support/web.ts';

/** How late everything from the server reaches the page, in milliseconds: one round trip, long beside all else. */
const ROUND_TRIP_MS = 1_500;

interface WireEntry {
  readonly direction: 'open' | 'sent' | 'received' | 'described';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly data: string;
}

declare global {
  interface Window {
    __wire: WireEntry[];
  }
}

let server: Server;
let browser: Browser;
let relay: UdpRelay;
let mediaPort: number;

beforeAll(async () => {
  mediaPort = await freePort();
  [server, browser, relay] = await Promise.all([
    startServer({ media: { workers: 1, basePort: mediaPort } }),
    launchBrowser(),
    UdpRelay.open(mediaPort),
  ]);
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  relay?.close();
});

/** Delays and writes down what the page's socket does, and leads its media through the relay. */
async function slowWire(page: Page): Promise<void> {
  await page.addInitScript(([delay, serverPort, relayPort]) => {
    window.__wire = [];
    const note = (direction: WireEntry['direction'], data: unknown): void => {
      window.__wire.push({ direction, data: String(data).slice(0, 40), at: Date.now() });
    };
    const Original = window.WebSocket;
    window.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        note('open', url);
      }
      override send(data: string): void {
        note('sent', data);
        super.send(data);
      }
      override set onmessage(listener: (event: MessageEvent) => void) {
        super.onmessage = (event) => {
          setTimeout(() => {
            note('received', event.data);
            listener(event);
          }, delay);
        };
      }
    };
    type Describe = (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void>;
    const describe: Describe = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = async function (this: RTCPeerConnection, description: RTCSessionDescriptionInit): Promise<void> {
      note('described', description.type);
      const sdp = description.sdp
        ?.replaceAll(` ${serverPort} typ host`, ` ${relayPort} typ host`)
        .replaceAll(/^a=candidate:\S+ \d tcp .*\r?\n/gmu, '');
      await describe.call(this, { type: description.type, ...(sdp === undefined ? {} : { sdp }) });
    };
  }, [ROUND_TRIP_MS, mediaPort, relay.port] as const);
}

test('one signaling round trip lies between "Join" and the first STUN packet of both transports', async () => {
  const link = `${server.url}/r/round-trips`;
  const ann = await meet(browser, link, 'Ann');
  const bob = await arrive(browser, link, 'Bob', { init: slowWire });
  // The prejoin page warms everything up: the socket is open before the click.
  await until('the socket is ready', () => bob.page.evaluate(() => window.__wire.some(({ direction, data }) => direction === 'received' && data.startsWith('40'))), 20_000);
  await bob.page.waitForTimeout(ROUND_TRIP_MS);
  await join(bob);
  await until('both transports have sent STUN', () => relay.firstStun.length === 2, 20_000);

  const wire = await bob.page.evaluate(() => window.__wire);
  const joinAt = wire.find(({ direction, data }) => direction === 'sent' && data.includes('"join"'))?.at ?? NaN;
  for (const { at } of relay.firstStun) {
    // Answers to requests ("43": an acknowledgement) that the page had seen by then: that of the join alone.
    const answers = wire.filter((entry) => entry.direction === 'received' && entry.data.startsWith('43') && entry.at > joinAt && entry.at <= at);
    expect(answers).toHaveLength(1);
    expect(at - joinAt).toBeGreaterThanOrEqual(ROUND_TRIP_MS - 50);
    expect(at - joinAt).toBeLessThan(2 * ROUND_TRIP_MS);
  }
  expect(wire.filter(({ direction, at }) => direction === 'open' && at > joinAt)).toEqual([]);

  // And what was agreed so hastily works: the picture of the other side arrives through the relay.
  await until('Bob sees Ann', () => bob.page.locator('[data-testid="tile"] video').evaluateAll((videos) =>
    videos.filter((video) => (video as HTMLVideoElement).videoWidth > 0).length === 2), 20_000);
  // Sound, picture and what the bandwidth is probed with: one negotiation.
  const described = await bob.page.evaluate(() => window.__wire.filter(({ direction, data }) => direction === 'described' && data === 'offer'));
  expect(described).toHaveLength(1);
  await ann.context.close();
  await bob.context.close();
}, 90_000);
