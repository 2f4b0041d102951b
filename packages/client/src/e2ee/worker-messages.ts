import type { PeerId, TrackSource } from '@plenary/protocol';
import type { ChainKey } from './chain-key.ts';

/** Which frames a transform is for. */
export type FrameRoute =
  /** `mimeType`: what is sent, for browsers that don't name it with the frames. */
  | { readonly direction: 'send'; readonly source: TrackSource; readonly mimeType: string }
  | { readonly direction: 'receive'; readonly source: TrackSource; readonly peerId: PeerId };

/** What the page tells the worker that encrypts and decrypts. */
export type ToWorker =
  | { readonly name: 'useKey'; readonly key: ChainKey }
  | { readonly name: 'peerKey'; readonly peerId: PeerId; readonly key: ChainKey }
  | { readonly name: 'forgetPeer'; readonly peerId: PeerId }
  /** Where the browser has no `RTCRtpScriptTransform`: the streams themselves, transferred. */
  | { readonly name: 'streams'; readonly route: FrameRoute; readonly readable: ReadableStream; readonly writable: WritableStream };

/** What the worker tells the page. */
export type FromWorker =
  /** Frames of somebody come that no key is there for. */
  | { readonly name: 'missing'; readonly peerId: PeerId }
  /** Whether what somebody sends can be read, when that changed. */
  | { readonly name: 'readable'; readonly peerId: PeerId; readonly readable: boolean };
