import type { CallError } from '@plenary/protocol';
import type { Device } from 'mediasoup-client';
import type { Capture } from './capture.ts';

export interface CallOptions {
  /** The server's origin, such as `https://meet.example.org`. */
  readonly url: string;
  /** Where local tracks come from; the browser's devices by default. */
  readonly capture?: Capture;
  /** A random id that this browser keeps for itself: who was removed from a room is known by it. */
  readonly clientId?: string;
  /** Makes mediasoup-client's device; by default it recognises the browser. Bots bring a handler of their own. */
  readonly createDevice?: () => Promise<Device>;
  /** Told of faults that no promise carries: a track that could not be published, one that could not be received. */
  readonly onError?: (error: CallError) => void;
}
