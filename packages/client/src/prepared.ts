import type { ServerConfig } from '@plenary/protocol';
import type { Device } from 'mediasoup-client';
import type { CallOptions } from './call-options.ts';
import { browserDevice } from './device.ts';
import { fetchServerConfig } from './server-config.ts';
import { asCallError } from './stay.ts';

/** All that can be had before a join: what the server is set to, and a device that knows its codecs. */
export interface Prepared {
  readonly config: ServerConfig;
  readonly device: Device;
}

/** What is prepared once for all joins; a failed attempt is forgotten, so that the next one tries again. */
export class Preparation {
  readonly #options: Pick<CallOptions, 'url' | 'createDevice'>;
  #prepared: Promise<Prepared> | null = null;

  constructor(options: Pick<CallOptions, 'url' | 'createDevice'>) {
    this.#options = options;
  }

  /** @throws {CallError} */
  done(): Promise<Prepared> {
    this.#prepared ??= prepare(this.#options.url, this.#options.createDevice).catch((error: unknown) => {
      this.#prepared = null;
      throw error;
    });
    return this.#prepared;
  }
}

/**
 * @param createDevice makes mediasoup-client's device; by default it recognises the browser
 * @throws {CallError} `INCOMPATIBLE_MEDIA` for a browser that is not known
 */
async function prepare(url: string, createDevice: () => Promise<Device> = browserDevice): Promise<Prepared> {
  try {
    const config = await fetchServerConfig(url);
    const device = await createDevice();
    await device.load({ routerRtpCapabilities: config.rtpCapabilities as never });
    return { config, device };
  } catch (error) {
    throw asCallError(error);
  }
}
