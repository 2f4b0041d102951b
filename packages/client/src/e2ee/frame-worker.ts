import type { PeerId } from '@plenary/protocol';
import type { Bytes } from './bytes.ts';
import { clearBytes } from './clear-bytes.ts';
import { ReceiverKeys } from './receiver-keys.ts';
import type { ReplayWindow } from './replay-window.ts';
import { SenderKeys } from './sender-keys.ts';
import type { FrameRoute, FromWorker, ToWorker } from './worker-messages.ts';

/** How long frames wait for a key that is on its way, in milliseconds. */
const KEY_WAIT_MS = 1_000;
/** How long nothing of somebody's can be read before that is told, in milliseconds. */
const UNREADABLE_AFTER_MS = 1_500;

/** What there is of `RTCEncodedVideoFrame` and `RTCEncodedAudioFrame` (W3C WebRTC Encoded Transform) in all browsers. */
export interface EncodedFrame {
  data: ArrayBuffer;
  /** Of video. */
  readonly type?: 'key' | 'delta' | 'empty';
  getMetadata(): { readonly mimeType?: string };
}

/** Somebody whose frames come in. */
interface Sender {
  readonly keys: ReceiverKeys;
  /** Since when nothing could be read; `null` while it can be. */
  failingSince: number | null;
  told: boolean;
  /** Ends the waiting for a key. */
  arrived: PromiseWithResolvers<void>;
  /** Waited for in vain since the last key came: the frames that follow don't wait. */
  waitedInVain: boolean;
}

/**
 * The part that runs in the worker: keys, and the transforms that frames go through. It lets through what it has
 * encrypted, or decrypted and verified, and nothing else.
 */
export class FrameWorker {
  readonly #own = new SenderKeys();
  readonly #senders = new Map<PeerId, Sender>();
  readonly #tell: (message: FromWorker) => void;

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  told(message: ToWorker): void {
    switch (message.name) {
      case 'useKey':
        this.#own.use(message.key);
        break;
      case 'peerKey': {
        const sender = this.#sender(message.peerId);
        sender.keys.add(message.key);
        sender.waitedInVain = false;
        sender.arrived.resolve();
        sender.arrived = Promise.withResolvers();
        break;
      }
      case 'forgetPeer':
        this.#senders.delete(message.peerId);
        break;
      case 'streams':
        this.pipe(message.route, message.readable, message.writable);
        break;
      default:
        message satisfies never;
    }
  }

  /** @param askForKeyFrame of a receiver, where the browser can */
  pipe(route: FrameRoute, readable: ReadableStream, writable: WritableStream, askForKeyFrame?: () => void): void {
    const transform = route.direction === 'send'
      ? this.#encrypting(route)
      : this.#decrypting(route, askForKeyFrame);
    // A stream ends by error when its track does.
    readable.pipeThrough(transform).pipeTo(writable).catch(() => undefined);
  }

  #encrypting({ source, mimeType }: Extract<FrameRoute, { direction: 'send' }>): TransformStream<EncodedFrame, EncodedFrame> {
    return new TransformStream({
      transform: async (frame, controller) => {
        const clear = clearBytes({ mimeType: frame.getMetadata().mimeType || mimeType, isKeyFrame: frame.type === 'key' });
        const data = clear === null ? null : await this.#own.encrypt(source, new Uint8Array(frame.data), clear);
        if (data !== null) {
          frame.data = data.buffer;
          controller.enqueue(frame);
        }
      },
    });
  }

  #decrypting(
    { peerId, source }: Extract<FrameRoute, { direction: 'receive' }>,
    askForKeyFrame?: () => void,
  ): TransformStream<EncodedFrame, EncodedFrame> {
    const windows = new Map<number, ReplayWindow>();
    let lost = false;
    return new TransformStream({
      transform: async (frame, controller) => {
        const data = await this.#open(this.#sender(peerId), peerId, source, new Uint8Array(frame.data), windows);
        if (data === null) {
          lost = true;
          return;
        }
        if (lost && frame.type === 'delta') {
          // What it builds on was not read.
          askForKeyFrame?.();
        }
        lost = false;
        frame.data = data.buffer;
        controller.enqueue(frame);
      },
    });
  }

  async #open(
    sender: Sender,
    peerId: PeerId,
    source: FrameRoute['source'],
    data: Bytes,
    windows: Map<number, ReplayWindow>,
  ): Promise<Bytes | null> {
    let opened = await sender.keys.open(source, data, windows);
    if (opened === 'missing' && !sender.waitedInVain) {
      this.#tell({ name: 'missing', peerId });
      const timer = setTimeout(() => {
        sender.waitedInVain = true;
        sender.arrived.resolve();
      }, KEY_WAIT_MS);
      await sender.arrived.promise;
      clearTimeout(timer);
      opened = await sender.keys.open(source, data, windows);
    }
    if (typeof opened === 'object') {
      this.#read(sender, peerId);
      return opened.frame;
    }
    if (opened === 'missing') {
      this.#tell({ name: 'missing', peerId });
    }
    this.#unread(sender, peerId);
    return null;
  }

  #read(sender: Sender, peerId: PeerId): void {
    sender.failingSince = null;
    if (sender.told) {
      sender.told = false;
      this.#tell({ name: 'readable', peerId, readable: true });
    }
  }

  #unread(sender: Sender, peerId: PeerId): void {
    const now = performance.now();
    sender.failingSince ??= now;
    if (!sender.told && now - sender.failingSince >= UNREADABLE_AFTER_MS) {
      sender.told = true;
      this.#tell({ name: 'readable', peerId, readable: false });
    }
  }

  #sender(peerId: PeerId): Sender {
    let sender = this.#senders.get(peerId);
    if (sender === undefined) {
      sender = {
        keys: new ReceiverKeys(), failingSince: null, told: false, arrived: Promise.withResolvers(), waitedInVain: false,
      };
      this.#senders.set(peerId, sender);
    }
    return sender;
  }
}
