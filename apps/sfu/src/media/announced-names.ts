import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Logger } from '../logger.ts';

type Resolve = (name: string) => Promise<unknown>;

/**
 * Says in the log which announced names lead nowhere. It does not keep the server from starting: names are looked up
 * by the clients, and the server's own resolver may be late or know less.
 */
export async function checkAnnouncedNames(announced: readonly string[], logger: Logger, resolve: Resolve = lookup): Promise<void> {
  const names = announced.filter((address) => isIP(address) === 0);
  await Promise.all(names.map(async (name) => {
    try {
      await resolve(name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      logger.warn({ name, code }, 'SFU_ANNOUNCED_ADDRESS has a name that does not resolve here: clients get no media under it unless it does for them');
    }
  }));
}
