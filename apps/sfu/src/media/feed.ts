import type { types } from 'mediasoup';
import type { Delivery, VideoLayer } from '../rooms/ports.ts';
import { MotionGuard } from './motion-guard.ts';

/** A consumer's layers are changed at most this often, in milliseconds: faster changes have frozen layers (mediasoup#990). */
const LAYER_INTERVAL_MS = 500;

/** Worker requests whose failure means that the consumer is gone meanwhile, which its owner learns by itself. */
const gone = (): undefined => undefined;

/** One track on its way to one peer: a consumer, and how it should flow. */
export class Feed {
  readonly consumer: types.Consumer;
  /** The client has not yet described the track: see `newConsumers` of the protocol. */
  #held: boolean;
  #standby: boolean;
  #flowing: Promise<void> | null = null;
  #layer: VideoLayer | null = null;
  /** The highest spatial layer that was sent so far. */
  #largest = -1;
  /** What is sent at the most for a while; `null`: anything. */
  #thinned: VideoLayer | null = null;
  #priority = 1;
  #layerSetAt = -Infinity;
  #layerTimer: NodeJS.Timeout | null = null;
  /** Of cameras: a shared screen has to be legible first. */
  readonly #motion: MotionGuard | null = null;

  /** @param left what the estimate of the link leaves unused, in bit/s; `null`: there is none */
  constructor(consumer: types.Consumer, held: boolean, delivery: Delivery, left: () => Promise<number | null> = async () => null) {
    this.consumer = consumer;
    this.#held = held;
    this.#standby = delivery.standby;
    // The consumer was made with this layer.
    this.#layer = delivery.layer;
    if (consumer.kind === 'video' && consumer.appData.source === 'camera') {
      const motion = new MotionGuard({
        changed: () => this.#setLayer(),
        top: () => this.#layer?.spatial ?? Infinity,
        room: () => this.#room(left),
      });
      this.#motion = motion;
      consumer.on('layerschange', (layers) => {
        this.#largest = Math.max(this.#largest, layers?.spatialLayer ?? -1);
        if (this.#thinned === null) {
          motion.sends(layerOf(layers));
        }
      });
    }
    consumer.observer.once('close', () => {
      this.#motion?.close();
      if (this.#layerTimer !== null) {
        clearTimeout(this.#layerTimer);
      }
    });
    this.deliver(delivery);
  }

  get held(): boolean {
    return this.#held;
  }

  /** Less of it is sent than is of use and published. */
  get lacks(): boolean {
    const { type, paused, producerPaused, currentLayers, score } = this.consumer;
    if (this.#layer === null || type === 'simple' || paused || producerPaused) {
      return false;
    }
    // Simulcast has a score for each layer, none of those that are not sent. Of a single stream only what came tells how
    // many sizes it has: AV1 is sent in one, and a small camera in fewer than its mode says.
    const best = type === 'simulcast' ? score.producerScores.findLastIndex((each) => each > 0) : this.#largest;
    const spatial = Math.min(this.#layer.spatial, best);
    const hasFewFrames = this.#motion?.hasLayers === true && (currentLayers?.temporalLayer ?? 0) < this.#layer.temporal;
    return spatial >= 0 && (hasFewFrames || (currentLayers?.spatialLayer ?? -1) < spatial);
  }

  /** Leaves out every other frame of a camera for a while, or sends all again. */
  thin(isThin: boolean): void {
    if (this.#motion === null || (this.#thinned !== null) === isThin) {
      return;
    }
    const now = layerOf(this.consumer.currentLayers);
    if (!isThin) {
      this.#thinned = null;
      this.#motion.sends(now);
    } else if (now !== null) {
      this.#thinned = { ...now, temporal: Math.max(0, now.temporal - 1) };
    }
    this.#setLayer();
  }

  /** The client is ready for it. */
  async release(): Promise<void> {
    this.#held = false;
    await this.#flow().catch(gone);
  }

  deliver({ standby, layer, priority }: Delivery): void {
    if (priority !== this.#priority) {
      this.#priority = priority;
      this.consumer.setPriority(priority).catch(gone);
    }
    if (layer !== null && (layer.spatial !== this.#layer?.spatial || layer.temporal !== this.#layer.temporal)) {
      this.#layer = layer;
      this.#setLayer();
    }
    if (standby !== this.#standby) {
      this.#standby = standby;
      this.#flow().catch(gone);
    }
  }

  /**
   * Pauses or resumes until the consumer is as it should be. One request at a time: `paused` tells of a request
   * only once it is answered, and two that overtake each other would leave a track stopped for good.
   */
  #flow(): Promise<void> {
    if (this.#flowing === null && this.#unsettled) {
      this.#flowing = this.#settle();
    }
    return this.#flowing ?? Promise.resolve();
  }

  get #unsettled(): boolean {
    return !this.consumer.closed && this.consumer.paused !== (this.#held || this.#standby);
  }

  async #settle(): Promise<void> {
    try {
      while (this.#unsettled) {
        await (this.consumer.paused ? this.consumer.resume() : this.consumer.pause());
      }
    } finally {
      // In the same turn as the last look: no wish can come between.
      this.#flowing = null;
    }
  }

  async #room(left: () => Promise<number | null>): Promise<number> {
    const [room, stats] = await Promise.all([left(), this.consumer.getStats()]);
    const now = stats.find(({ type }) => type === 'outbound-rtp')?.bitrate ?? 0;
    return room === null || now === 0 ? Infinity : room / now;
  }

  #setLayer(): void {
    if (this.consumer.type === 'simple' || this.#layerTimer !== null) {
      return;
    }
    const wait = Math.max(0, this.#layerSetAt + LAYER_INTERVAL_MS - performance.now());
    if (wait > 0) {
      this.#layerTimer = setTimeout(() => {
        this.#layerTimer = null;
        this.#setLayer();
      }, wait).unref();
      return;
    }
    if (this.#layer !== null && !this.consumer.closed) {
      this.#layerSetAt = performance.now();
      const { spatial, temporal } = this.#layer;
      const spatialLayer = Math.min(spatial, this.#motion?.limit ?? Infinity, this.#thinned?.spatial ?? Infinity);
      const temporalLayer = Math.min(temporal, this.#thinned?.temporal ?? Infinity);
      this.consumer.setPreferredLayers({ spatialLayer, temporalLayer }).catch(gone);
    }
  }
}

function layerOf(layers: types.ConsumerLayers | undefined): VideoLayer | null {
  return layers === undefined ? null : { spatial: layers.spatialLayer, temporal: layers.temporalLayer ?? 0 };
}
