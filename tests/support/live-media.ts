import { observer, type types } from 'mediasoup';

/** Producers and consumers of participants as the media workers of this process have them, pipes left out. */
export class LiveMedia {
  readonly producers = new Map<string, types.Producer>();
  readonly consumers = new Map<string, types.Consumer>();

  /** Knows of workers that are started from now on. */
  constructor() {
    observer.on('newworker', this.#worker);
  }

  close(): void {
    observer.off('newworker', this.#worker);
  }

  #worker = (worker: types.Worker): void => {
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        if (transport.type === 'webrtc') {
          transport.observer.on('newproducer', (producer) => keep(this.producers, producer));
          transport.observer.on('newconsumer', (consumer) => keep(this.consumers, consumer));
        }
      });
    });
  };
}

function keep<T extends types.Producer | types.Consumer>(kept: Map<string, T>, made: T): void {
  kept.set(made.id, made);
  (made.observer as { once(event: 'close', listener: () => void): unknown }).once('close', () => kept.delete(made.id));
}
