import { Device, detectDeviceAsync } from 'mediasoup-client';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import { Chrome74 } from 'mediasoup-client/handlers/Chrome74';
import { Firefox120 } from 'mediasoup-client/handlers/Firefox120';
import { Safari12 } from 'mediasoup-client/handlers/Safari12';
import { CallError } from '@plenary/protocol';
import { withProbator } from './probator.ts';

/** How mediasoup-client speaks to each browser that it knows by name. */
const HANDLERS = { Chrome111, Chrome74, Firefox120, Safari12 } as const;

/**
 * Recognises the browser.
 * @throws {CallError} `INCOMPATIBLE_MEDIA` for one that is not known
 */
export async function browserDevice(): Promise<Device> {
  const name = await detectDeviceAsync();
  if (name === undefined || !(name in HANDLERS)) {
    throw new CallError('INCOMPATIBLE_MEDIA', 'this browser is not known to mediasoup-client');
  }
  const handler = HANDLERS[name as keyof typeof HANDLERS];
  return new Device({ handlerFactory: withProbator(handler.createFactory({})) });
}
