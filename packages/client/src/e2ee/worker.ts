import { FrameWorker } from './frame-worker.ts';
import type { FrameRoute, FromWorker, ToWorker } from './worker-messages.ts';

/** `RTCRtpScriptTransformer` (W3C WebRTC Encoded Transform), as far as it is used. */
interface ScriptTransformer {
  readonly options: FrameRoute;
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
  /** Of receivers; not in every browser. */
  sendKeyFrameRequest?(): Promise<void>;
}

/** The global scope of a dedicated worker, as far as it is used. */
interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: { data: ToWorker }) => void): void;
  addEventListener(type: 'rtctransform', listener: (event: { transformer: ScriptTransformer }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const worker = new FrameWorker((message) => scope.postMessage(message));

scope.addEventListener('message', ({ data }) => worker.told(data));
scope.addEventListener('rtctransform', ({ transformer }) => {
  const { options, readable, writable } = transformer;
  worker.pipe(options, readable, writable, () => void transformer.sendKeyFrameRequest?.().catch(() => undefined));
});
