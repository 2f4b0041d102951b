import { CallError } from '@plenary/protocol';
import type { FrameRoute, ToWorker } from './worker-messages.ts';

/** How a browser lets encoded frames through a worker. */
export type TransformApi =
  /** `RTCRtpScriptTransform`, the standard. */
  | 'script'
  /** `createEncodedStreams`, which earlier versions of Chromium have. */
  | 'streams';

type Coder = RTCRtpSender | RTCRtpReceiver;
interface EncodedStreams { readonly readable: ReadableStream; readonly writable: WritableStream }
type StreamingCoder = Coder & { createEncodedStreams?(): EncodedStreams };

/** What this browser has; `null` when it can't encrypt frames at all. */
export function transformApi(): TransformApi | null {
  if (typeof RTCRtpScriptTransform !== 'undefined') {
    return 'script';
  }
  const prototype = typeof RTCRtpSender === 'undefined' ? null : (RTCRtpSender.prototype as StreamingCoder);
  return prototype !== null && typeof prototype.createEncodedStreams === 'function' ? 'streams' : null;
}

/** What an `RTCPeerConnection` must be made with, so that its frames can be encrypted. */
export function connectionSettings(api: TransformApi): object {
  return api === 'streams' ? { encodedInsertableStreams: true } : {};
}

/**
 * Sends the frames of a sender or receiver through the worker. It has to be called before anything is negotiated:
 * then no frame goes another way.
 * @throws {CallError} `INCOMPATIBLE_MEDIA`
 */
export function throughWorker(api: TransformApi, worker: Worker, coder: Coder, route: FrameRoute): void {
  if (api === 'script') {
    coder.transform = new RTCRtpScriptTransform(worker, route);
    return;
  }
  const streams = (coder as StreamingCoder).createEncodedStreams?.();
  if (streams === undefined) {
    throw new CallError('INCOMPATIBLE_MEDIA', 'this browser can’t encrypt what it sends');
  }
  const { readable, writable } = streams;
  const message: ToWorker = { name: 'streams', route, readable, writable };
  worker.postMessage(message, [readable, writable]);
}
