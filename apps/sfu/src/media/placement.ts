/** What placement looks at. */
export interface WorkerLoad {
  readonly consumers: number;
  readonly peers: number;
  /** Whether the room has media on it already: no pipe is needed there. */
  readonly inRoom: boolean;
}

/**
 * Where a peer's transports go. A room stays together while its worker has room, because every further worker
 * costs a pipe per track; it spills to the least loaded worker beyond that.
 *
 * @param budget consumers that a worker should carry at the most
 * @returns one of `workers`, or `undefined` when there is none
 */
export function place<W extends WorkerLoad>(workers: readonly W[], budget: number): W | undefined {
  const byLoad = [...workers].sort((a, b) => a.consumers - b.consumers || a.peers - b.peers);
  // A peer that joins brings consumers with it, its own and those of others: the last fifth is left for them.
  const near = byLoad.find((worker) => worker.inRoom && worker.consumers < budget * 0.8);
  return near ?? byLoad[0];
}
