export { Call } from './call.ts';
export type { CallOptions } from './call-options.ts';
export { CaptureError, browserCapture, type Capture, type ScreenCapture } from './capture.ts';
export { mayTurnOn } from './own-rights.ts';
export { reduce, roomFromSnapshot } from './reduce.ts';
export { fetchServerConfig } from './server-config.ts';
export * from './state.ts';
export { CallError } from '@plenary/protocol';
