import type { BenchServer } from '../servers.ts';

/** Hands over servers of a goal's own and closes them afterwards, whatever happened. */
export async function withServers<T, S extends readonly Promise<BenchServer>[]>(
  starting: readonly [...S], use: (servers: { [K in keyof S]: BenchServer }) => Promise<T>,
): Promise<T> {
  try {
    return await use(await Promise.all(starting) as { [K in keyof S]: BenchServer });
  } finally {
    await Promise.all(starting.map(async (server) => (await server.catch(() => null))?.close()));
  }
}
