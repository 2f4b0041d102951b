export { Call, type CallOptions, type JoinRequest } from './call.ts';
export { CaptureError, browserCapture, type Capture, type ScreenCapture } from './capture.ts';
export { reduce, roomFromSnapshot } from './reduce.ts';
export { fetchServerConfig } from './server-config.ts';
export * from './state.ts';
export { CallError } from '@plenary/protocol';
