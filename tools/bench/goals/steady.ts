import { newRoomId } from '@plenary/protocol';
import { runLoad, type RunOptions, type RunResult } from '../../load/run.ts';
import { findMeter } from '../../load/server/meter.ts';
import type { Sample } from '../pairs.ts';
import { pin } from '../pin.ts';
import type { BenchServer } from '../servers.ts';

export type Load = Pick<RunOptions, 'publishers' | 'viewers' | 'seconds' | 'joinRate' | 'audio' | 'video' | 'processes'>;

/** One load run in a room of its own. */
export async function steadyRun(server: BenchServer, load: Load, signal: AbortSignal): Promise<RunResult> {
  const meter = findMeter({ url: server.url, sfuPid: server.pid, metricsToken: undefined });
  return await runLoad({
    ...load,
    url: server.url,
    room: newRoomId(),
    meter: typeof meter === 'string' ? null : meter,
    signal,
    progress: () => undefined,
    started: (pids) => pin('bots', pids),
  });
}

/** The figure of such a run, with what decides whether it counts. */
export function sampleOf({ packets, window, busiestProcess }: RunResult, value: number | null): Sample {
  // A track of which nothing came has no sequence numbers to miss: it counts as lost whole.
  const silent = packets.silentTracks / Math.max(1, packets.tracks);
  return {
    value: value ?? Number.NaN,
    received: 1 - packets.loss - silent,
    busy: busiestProcess,
    rate: window.received / window.seconds,
  };
}

/** How a load reads in the notes of a page. */
export function describeLoad({ publishers, viewers, audio, video, seconds }: Load): string {
  const streams = [
    audio === null ? null : `audio of ${audio.packetsPerSecond} packets/s of ${audio.payloadBytes} bytes`,
    video?.kind === 'fixed' ? `video of ${video.packetsPerSecond} packets/s of ${video.payloadBytes} bytes` : null,
    video?.kind === 'preset' ? `${video.preset} simulcast` : null,
  ].filter((stream) => stream !== null);
  return `${publishers} publishers (${streams.join(', ')}) and ${viewers} viewers, ${seconds} s measured`;
}

