import type { ChromiumFigures } from './chromium.ts';
import type { Percentiles } from './percentiles.ts';
import type { Progress, RunResult } from './run.ts';

type Row = [name: string, value: string];

/**
 * The figures of a run as a table for the terminal.
 * @param serverSource where the server's figures came from, or why they are missing
 */
export function table(result: RunResult, serverSource: string): string {
  const { joins, packets, window, delay, server, signaling, busiestProcess } = result;
  const perSecond = (amount: number): number => amount / window.seconds;
  const failed = Object.entries(joins.failed).map(([reason, count]) => `${count} × ${reason}`).join(', ');
  const rows: Row[] = [
    ['joins', `${joins.succeeded} at ${joins.perSecond.toFixed(1)}/s${failed === '' ? '' : `; failed: ${failed}`}`],
    ['prepare', spread(joins.prepare, 'ms')],
    ['join', spread(joins.join, 'ms')],
    ['first packet', spread(joins.firstPacket, 'ms')],
    ['first key frame', spread(joins.firstKeyFrame, 'ms')],
    ['tracks', `${packets.tracks}, ${packets.silentTracks} of them silent`],
    ['packets', `${packets.received} of ${packets.expected} expected, ${packets.sent} sent by bots`],
    ['loss', `${percent(packets.loss)}, worst track ${percent(packets.worstTrackLoss)}`],
    ['rate', `${perSecond(window.received).toFixed(0)} packets/s, ${perSecond(window.bytes * 8e-6).toFixed(2)} Mbit/s received`],
    ['delay', spread(delay, 'ms')],
    ['key frames asked', String(packets.keyFrameRequests)],
    ['notifications', `${signaling.notificationsPerPeerPerMinute.toFixed(1)} per peer and minute`],
    ['signaling', `${perSecond(window.signalingBytes / Math.max(1, joins.succeeded)).toFixed(0)} bytes/s per peer`],
    ...serverRows(server, serverSource),
    ['bots', `busiest process ${percent(busiestProcess)}${busiestProcess > 0.85 ? ': TOO BUSY, use more --processes' : ''}`],
  ];
  const errors = Object.entries(result.errors).map(([code, count]) => `${count} × ${code}`).join(', ');
  if (errors !== '') {
    rows.push(['errors', errors]);
  }
  if (result.interrupted) {
    rows.push(['interrupted', 'the run was ended early; figures are of what was measured by then']);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}

function serverRows(server: RunResult['server'], source: string): Row[] {
  if (server === null) {
    return [['server', `not measured: ${source}`]];
  }
  const { cpuNsPerPacket, nodeCpuNsPerPacket, cores, memoryPerPeer } = server;
  const micros = (ns: number): string => (ns / 1_000).toFixed(2);
  return [
    ['server CPU', `${micros(cpuNsPerPacket)} µs per packet (Node ${micros(nodeCpuNsPerPacket)}), ${cores.toFixed(2)} cores`],
    ['server memory', memoryPerPeer === null ? 'not known of the workers' : `${(memoryPerPeer / 1_000).toFixed(0)} kB per peer`],
    ['measured by', source],
  ];
}

/** What participants in browsers saw. */
export function chromiumTable({ joined, join, firstFrame, framesPerSecond }: ChromiumFigures): string {
  return [
    `  Chromium: ${joined} joined; join ${spread(join, 'ms')}`,
    `  Chromium: first picture of another ${spread(firstFrame, 'ms')}; ${framesPerSecond.toFixed(0)} frames/s decoded each`,
  ].join('\n');
}

/** One line that says how far a run is. */
export function progressLine({ step, joined, failed, packetsPerSecond, lost }: Progress): string {
  const rate = packetsPerSecond === null ? '' : ` · ${packetsPerSecond} packets/s · ${lost} lost`;
  return `${step} · ${joined} joined${failed === 0 ? '' : ` · ${failed} failed`}${rate}`;
}

function spread({ p50, p95, p99 }: Omit<Percentiles, 'count'>, unit: string): string {
  if (p50 === null) {
    return 'not measured';
  }
  const show = (value: number | null): string => (value === null ? '–' : value.toFixed(value < 10 ? 2 : 0));
  return `p50 ${show(p50)}, p95 ${show(p95)}, p99 ${show(p99)} ${unit}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.01 ? 3 : 1)} %`;
}
