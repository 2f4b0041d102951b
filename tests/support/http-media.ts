import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { watchMedia } from './page-probes.ts';

/** The part of `whip-whep`'s clients that tests use. */
interface Client {
  publish(connection: RTCPeerConnection, url: string, token: string): Promise<void>;
  view(connection: RTCPeerConnection, url: string, token?: string): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  readonly resourceURL: URL;
}

declare global {
  interface Window {
    clients: { WHIPClient: new () => Client; WHEPClient: new () => Client };
    client: Client;
    streams: MediaStream;
  }
}

/** A page of another origin than the server's, with the clients of the package `whip-whep` in it. */
export class ClientPages {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async serve(): Promise<ClientPages> {
    const { resolve } = createRequire(import.meta.url);
    const server = createServer((request, response) => {
      const name = /^\/(whip|whep)\.js$/u.exec(request.url ?? '')?.[1];
      response.setHeader('content-type', name === undefined ? 'text/html' : 'text/javascript');
      response.end(name === undefined
        ? `<!doctype html><video autoplay playsinline></video><script type="module">
           import { WHIPClient } from '/whip.js'; import { WHEPClient } from '/whep.js';
           window.clients = { WHIPClient, WHEPClient };</script>`
        : readFileSync(resolve(`whip-whep/${name}.js`), 'utf8')
          // 1.2.0 puts commas between the candidates of a restart, which no browser reads.
          .replaceAll('candidates.join()', 'candidates.join("")'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new ClientPages(server);
  }

  async open(browser: Browser): Promise<Page> {
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    await page.addInitScript(watchMedia);
    await page.goto(`http://localhost:${(this.#server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => window.clients !== undefined);
    return page;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export interface PublishOptions {
  /** Preferred over the browser's own order, by media type. */
  readonly codec?: string;
  /** In two sizes. */
  readonly simulcast?: boolean;
  readonly kinds?: readonly ('audio' | 'video')[];
}

/** The page publishes its camera and its microphone. */
export async function publishFrom(page: Page, url: string, token: string, options: PublishOptions = {}): Promise<void> {
  await page.evaluate(async ([to, bearer, { codec, simulcast, kinds = ['audio', 'video'] }]) => {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: kinds.includes('audio'),
      video: kinds.includes('video') && { width: 640, height: 360 },
    });
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    for (const track of stream.getTracks()) {
      const transceiver = connection.addTransceiver(track, {
        direction: 'sendonly',
        streams: [stream],
        ...(simulcast === true && track.kind === 'video'
          ? { sendEncodings: [2, 1].map((scaleResolutionDownBy, i) => ({ rid: `r${i}`, scaleResolutionDownBy })) }
          : {}),
      });
      if (track.kind === 'video' && codec !== undefined) {
        const { codecs } = RTCRtpSender.getCapabilities('video') ?? { codecs: [] };
        transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType === codec));
      }
    }
    window.client = new window.clients.WHIPClient();
    await window.client.publish(connection, to, bearer);
  }, [url, token, options] as const);
}

/** The page plays the programme, into its `<video>`. */
export async function playIn(page: Page, url: string, token?: string): Promise<void> {
  await page.evaluate(async ([from, bearer]) => {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    window.streams = new MediaStream();
    connection.addEventListener('track', ({ track }) => window.streams.addTrack(track));
    connection.addTransceiver('audio', { direction: 'recvonly' });
    connection.addTransceiver('video', { direction: 'recvonly' });
    (document.querySelector('video') as HTMLVideoElement).srcObject = window.streams;
    window.client = new window.clients.WHEPClient();
    await window.client.view(connection, from, bearer);
  }, [url, token] as const);
}

export interface OfferParts {
  readonly direction?: string;
  readonly ufrag?: string;
  /** `null`: no section of the kind. */
  readonly audio?: string | null;
  readonly video?: string | null;
  /** After the sections. */
  readonly more?: string;
}

/** An offer such as encoders and players send it, by hand, for what needs no media. */
export function offer(parts: OfferParts = {}): string {
  const { direction = 'sendonly', ufrag = 'abcd', audio = '111 opus/48000/2', video = '96 VP8/90000', more = '' } = parts;
  const section = (kind: string, mid: number, codec: string): string[] => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${codec.split(' ')[0]}`, 'c=IN IP4 0.0.0.0', `a=ice-ufrag:${ufrag}`,
    'a=ice-pwd:abcdefghijklmnopqrstuvwx', `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`, 'a=setup:actpass',
    `a=mid:${mid}`, `a=${direction}`, 'a=rtcp-mux', `a=rtpmap:${codec}`, `a=ssrc:${1_000 + mid} cname:x`,
  ];
  return [
    'v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1',
    ...(audio === null ? [] : section('audio', 0, audio)), ...(video === null ? [] : section('video', 1, video)),
    more,
  ].filter((line) => line !== '').join('\r\n') + '\r\n';
}
