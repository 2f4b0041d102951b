import type { types } from 'mediasoup';

/** How many of each thing are alive. */
export interface Census {
  routers: number;
  transports: number;
  producers: number;
  consumers: number;
}

/** Counts what lives on a worker by its own events, so that a leak anywhere shows. */
export class WorkerCensus {
  readonly counts: Census = { routers: 0, transports: 0, producers: 0, consumers: 0 };

  constructor(worker: types.Worker) {
    worker.observer.on('newrouter', (router) => {
      this.#count('routers', router.observer);
      router.observer.on('newtransport', (transport) => {
        this.#count('transports', transport.observer);
        transport.observer.on('newproducer', (producer) => this.#count('producers', producer.observer));
        transport.observer.on('newconsumer', (consumer) => this.#count('consumers', consumer.observer));
      });
    });
  }

  // mediasoup's observers share `close` but no common type that TypeScript could call it by.
  #count(kind: keyof Census, observer: unknown): void {
    this.counts[kind]++;
    (observer as { once(event: 'close', listener: () => void): void }).once('close', () => {
      this.counts[kind]--;
    });
  }
}
