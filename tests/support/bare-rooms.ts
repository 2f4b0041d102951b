import type { Notification } from '@plenary/protocol';
import { createLogger } from '../../apps/sfu/src/logger.ts';
import type { JoinOptions } from '../../apps/sfu/src/rooms/joining.ts';
import { OPEN_PASS } from '../../apps/sfu/src/rooms/pass.ts';
import type { PeerLink } from '../../apps/sfu/src/rooms/ports.ts';
import { RoomRegistry } from '../../apps/sfu/src/rooms/registry.ts';
import type { FakeMedia } from './fake-media.ts';
import { testConfig } from './sfu.ts';

/** Rooms without sockets and workers. @param hear told of what is told to many */
export function bareRooms(media: FakeMedia, hear: (notification: Notification) => void = () => undefined): RoomRegistry {
  return new RoomRegistry({
    config: testConfig().rooms,
    createMedia: media.create,
    openChannel: () => ({ broadcast: (_to, notification) => hear(notification) }),
    iceServersFor: () => [],
    state: () => undefined,
    logger: createLogger({ level: 'silent', format: 'json' }),
  });
}

export const NO_LINK: PeerLink = { notify: () => undefined, setOnStage: () => undefined };

/** How somebody comes in of whom nothing is known but the name. */
export const visitor = (name: string): JoinOptions => ({
  name,
  rtpCapabilities: {} as never,
  publish: true,
  resumeToken: undefined,
  watch: false,
  ticket: undefined,
  identity: null,
  tokenId: null,
  pass: OPEN_PASS,
  link: NO_LINK,
  ended: () => undefined,
});
