import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import type { types } from 'mediasoup-client';
import type { CallError, TrackSource } from '@plenary/protocol';
import { Publisher, type Wish } from '../../packages/client/src/publisher.ts';

type Input = Record<string, unknown>;

/** A publisher on a transport on which nothing flows, with failures written down. */
export class Publishing {
  readonly publisher: Publisher;
  /** What was asked of the server: `closeProducer p1`. */
  readonly asked: string[] = [];
  readonly failures: string[] = [];
  #made = 0;

  /** @param answer of the server to a request; without one everything succeeds */
  constructor(answer: (name: string, input: Input) => Promise<void> = async () => undefined) {
    let produce: (event: object, done: () => void) => void = () => undefined;
    const transport = {
      id: 'send',
      on: (_name: string, listener: typeof produce) => (produce = listener),
      produce: async ({ track, appData }: { track: unknown; appData: object }) => {
        produce({ rtpParameters: {}, appData }, () => undefined);
        return { track, close: () => undefined };
      },
    } as unknown as types.Transport;
    this.publisher = new Publisher({
      openTransport: async () => transport,
      signaling: {
        request: (async (name: string, input: Input) => {
          const producerId = name === 'produce' ? `p${++this.#made}` : input.producerId;
          this.asked.push([name, producerId, input.paused].filter((part) => part !== undefined).join(' '));
          await answer(name, input);
          return { producerId };
        }) as never,
      },
      sendOptions: () => ({}),
      failed: (source: TrackSource, error: CallError) => void this.failures.push(`${source} ${error.code}`),
    });
  }

  readonly wish = (paused = false): Wish => ({ track: this.#track, paused, codec: null });
  readonly #track = new FakeMediaStreamTrack({ kind: 'audio' }) as unknown as MediaStreamTrack;
}
