import {
  CallError, type ChatMessage, type Notification, type PeerId, type Question, type Snapshot, type TrackSource, type VideoCodec,
} from '@plenary/protocol';
import type { Signaling } from '../signaling.ts';
import { ENCRYPTABLE_VIDEO } from './clear-bytes.ts';
import { Exchange } from './exchange.ts';
import { createIdentity, type Identity } from './identity.ts';
import { deriveLinkKeys, type LinkKeys } from './link-secret.ts';
import { safetyCode } from './safety-code.ts';
import { connectionSettings, throughWorker, transformApi, type TransformApi } from './transforms.ts';
import { Texts } from './texts.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

export interface EncryptionOptions {
  /** The link's secret; see `isLinkSecret`. It leaves this client in no form. */
  readonly secret: string;
  /** Starts the worker that runs `@plenary/client/e2ee-worker`. */
  readonly createWorker: () => Worker;
}

/** How the encryption of a call stands, for those who look at it. */
export interface EncryptionState {
  /** What all in the room read out alike when they have the same secret and nobody stands between them. */
  readonly safetyCode: string;
  /** Participants who have the key, viewers and this one included. */
  readonly keyHolders: number;
  /** Participants of whom nothing can be read: they have another key, or something is wrong. */
  readonly unreadable: ReadonlySet<PeerId>;
  /** There are others, and nobody has this link's key. */
  readonly isAlone: boolean;
}

/** What the room's texts read as that were not written with this link's secret. */
const UNREADABLE_TEXT = '\u{1f512}';

/** End-to-end encryption of one stay in a room: it owns the worker through which every frame goes. */
export class Encryption {
  readonly #api: TransformApi;
  readonly #worker: Worker;
  readonly #link: LinkKeys;
  readonly #identity: Identity;
  readonly #texts: Texts;
  readonly #failing = new Set<PeerId>();
  readonly #changed: (state: EncryptionState) => void;
  #exchange: Exchange | null = null;
  #selfId: PeerId | null = null;
  /** Grows with each change, so that only the last is told. */
  #version = 0;
  #closed = false;

  /**
   * Makes keys for a stay, before it begins.
   * @param changed told of each new state
   * @throws {CallError} `INCOMPATIBLE_MEDIA` where the browser can't do it, `E2EE_REQUIRED` for a secret that is none
   */
  static async open(options: EncryptionOptions, roomId: string, changed: (state: EncryptionState) => void): Promise<Encryption> {
    const api = transformApi();
    if (api === null) {
      throw new CallError('INCOMPATIBLE_MEDIA', 'this browser can’t encrypt what it sends');
    }
    const link = await deriveLinkKeys(options.secret, roomId).catch((cause: unknown) => {
      throw new CallError('E2EE_REQUIRED', 'the link’s key is damaged', { cause });
    });
    return new Encryption(api, options.createWorker(), link, await createIdentity(link), changed);
  }

  private constructor(api: TransformApi, worker: Worker, link: LinkKeys, identity: Identity, changed: (state: EncryptionState) => void) {
    this.#api = api;
    this.#worker = worker;
    this.#link = link;
    this.#identity = identity;
    this.#texts = new Texts(link.text);
    this.#changed = changed;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#heard(data));
  }

  /** What is sent with `join`. */
  get announcement(): string {
    return this.#identity.announcement;
  }

  /** For `RTCPeerConnection`. */
  get connectionSettings(): object {
    return connectionSettings(this.#api);
  }

  /** Begins, in the room that a join gave. */
  enter({ selfId, encryption }: Pick<Snapshot, 'selfId' | 'encryption'>, signaling: Pick<Signaling, 'request'>): void {
    this.#selfId = selfId;
    this.#exchange ??= new Exchange({
      link: this.#link,
      identity: this.#identity,
      send: (boxes) => signaling.request('sendKeys', { boxes }),
      useKey: (key) => this.#tell({ name: 'useKey', key }),
      received: (peerId, key) => this.#tell({ name: 'peerKey', peerId, key }),
      forget: (peerId) => {
        this.#failing.delete(peerId);
        this.#tell({ name: 'forgetPeer', peerId });
      },
      changed: () => void this.#update(),
    });
    this.#exchange.settle((encryption?.members ?? []).filter(({ peerId }) => peerId !== selfId));
  }

  /** Takes note of what concerns keys. */
  notified(notification: Notification): void {
    switch (notification.name) {
      case 'encryptionChanged': {
        const { joined, left } = notification.payload;
        this.#exchange?.change(joined.filter(({ peerId }) => peerId !== this.#selfId), left);
        break;
      }
      case 'keyBox':
        this.#exchange?.receive(notification.payload.from, notification.payload.box);
        break;
      default:
        break;
    }
  }

  /** Has all that a sender sends encrypted. */
  protectSender(sender: RTCRtpSender, source: TrackSource, codec: VideoCodec | null): void {
    // Where mediasoup-client chooses, it takes what the server names first.
    const mimeType = source === 'mic' || source === 'screenAudio' ? 'audio/opus' : `video/${codec ?? 'vp8'}`;
    throughWorker(this.#api, this.#worker, sender, { direction: 'send', source, mimeType });
  }

  /** Has all that a receiver receives decrypted. */
  protectReceiver(receiver: RTCRtpReceiver, peerId: PeerId, source: TrackSource): void {
    throughWorker(this.#api, this.#worker, receiver, { direction: 'receive', source, peerId });
  }

  /** What videos are encoded with, given what the room wants. */
  codec(wanted: VideoCodec): VideoCodec {
    return ENCRYPTABLE_VIDEO.find((codec) => codec === wanted) ?? 'vp8';
  }

  sealText(text: string): Promise<string> {
    return this.#texts.seal(text);
  }

  async openText<T extends { readonly text: string }>(item: T): Promise<T> {
    return { ...item, text: (await this.#texts.open(item.text)) ?? UNREADABLE_TEXT };
  }

  /** The same notification with its texts as they were written. */
  async openNotification(notification: Notification): Promise<Notification> {
    switch (notification.name) {
      case 'chatMessage':
        return { ...notification, payload: { message: await this.openText(notification.payload.message) } };
      case 'pinnedMessageChanged': {
        const { message } = notification.payload;
        return { ...notification, payload: { message: message === null ? null : await this.openText(message) } };
      }
      case 'questionsChanged': {
        const changed = await Promise.all(notification.payload.changed.map((question) => this.openText(question)));
        return { ...notification, payload: { ...notification.payload, changed } };
      }
      default:
        return notification;
    }
  }

  async openSnapshot(snapshot: Snapshot): Promise<Snapshot> {
    const all = <T extends ChatMessage | Question>(items: readonly T[]): Promise<T[]> =>
      Promise.all(items.map((item) => this.openText(item)));
    const { pinnedMessage } = snapshot;
    return {
      ...snapshot,
      chat: await all(snapshot.chat),
      questions: await all(snapshot.questions),
      pinnedMessage: pinnedMessage === null ? null : await this.openText(pinnedMessage),
    };
  }

  close(): void {
    this.#closed = true;
    this.#exchange?.close();
    this.#worker.terminate();
  }

  #heard(message: FromWorker): void {
    if (message.name === 'missing') {
      this.#exchange?.missing(message.peerId);
    } else {
      this.#failing[message.readable ? 'delete' : 'add'](message.peerId);
      void this.#update();
    }
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  async #update(): Promise<void> {
    const exchange = this.#exchange;
    if (exchange === null) {
      return;
    }
    const version = ++this.#version;
    const keys = exchange.publicKeys;
    const code = await safetyCode(this.#link.code, keys);
    if (!this.#closed && version === this.#version) {
      this.#changed({
        safetyCode: code,
        keyHolders: keys.length,
        unreadable: new Set([...exchange.strangers, ...this.#failing]),
        isAlone: keys.length === 1 && exchange.strangers.size > 0,
      });
    }
  }
}

/** Whether a notification carries something that people wrote. */
export function hasText({ name }: Notification): boolean {
  return name === 'chatMessage' || name === 'pinnedMessageChanged' || name === 'questionsChanged';
}
