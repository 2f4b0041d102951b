import { CallError, type ServerConfig } from '@plenary/protocol';
import { Device } from 'mediasoup-client';
import { fetchServerConfig } from './server-config.ts';
import { asCallError } from './stay.ts';

/** All that can be had before a join: what the server is set to, and a device that knows its codecs. */
export interface Prepared {
  readonly config: ServerConfig;
  readonly device: Device;
}

/**
 * @param createDevice makes mediasoup-client's device; by default it recognises the browser
 * @throws {CallError} `INCOMPATIBLE_MEDIA` for a browser that is not known
 */
export async function prepare(url: string, createDevice: () => Promise<Device> = () => Device.factory()): Promise<Prepared> {
  try {
    const config = await fetchServerConfig(url);
    const device = await createDevice();
    await device.load({ routerRtpCapabilities: config.rtpCapabilities as never });
    return { config, device };
  } catch (error) {
    if ((error as Error).name === 'UnsupportedError') {
      throw new CallError('INCOMPATIBLE_MEDIA', 'this browser is not known to mediasoup-client', { cause: error });
    }
    throw asCallError(error);
  }
}
