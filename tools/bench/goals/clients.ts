import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClientsCommand } from '../baseline/clients.ts';
import { pin } from '../pin.ts';

/** Clients of a socket baseline, in a process of their own. */
export interface Clients {
  say(text: string): void;
  /** Messages that all of them received so far. */
  received(): Promise<number>;
}

export async function withClients<T>(
  via: 'ws' | 'socket.io', url: string, count: number, use: (clients: Clients) => Promise<T>,
): Promise<T> {
  const child = fork(new URL('../baseline/clients.ts', import.meta.url), { execArgv: [] });
  const tell = (command: ClientsCommand): void => void child.send(command);
  try {
    pin('bots', child.pid === undefined ? [] : [child.pid]);
    tell({ kind: 'connect', via, url, count });
    await once(child, 'message');
    return await use({
      say: (text) => tell({ kind: 'say', text }),
      async received() {
        tell({ kind: 'received' });
        const [figure] = await once(child, 'message') as [number];
        return figure;
      },
    });
  } finally {
    child.disconnect();
  }
}
