import type { Fault } from './matrix.ts';
import type { FaultRecord, Figure } from './record.ts';
import type { Scheduling } from './scheduling.ts';

/** Where and on what a record was made. */
export interface Kept extends FaultRecord {
  readonly cpus: number;
  /** The load average of a minute before the run: other work shows in the figures. */
  readonly load: number;
  /** Among what the kernel divided the cores first; where it is not known, among sessions. */
  readonly scheduling?: Scheduling;
}

/** The page of all faults, each as it was last measured. */
export function faultsPage(rows: readonly Fault[], kept: readonly Kept[], tested: ReadonlySet<string>): string {
  return `${[
    '# What goes wrong, and what then happens',
    '',
    'Written by `npm run faults`; `npm run faults -- F10 F11` measures some rows anew and keeps the rest. Each fault is brought about on purpose against the whole service, with people in real Chromium where people are concerned: [tests/faults](../tests/faults) holds them all, and `npm test` runs each once or a few times to see that everything comes back. Network faults happen in network namespaces: rules that drop packets on the way, and a cable with delay, loss and a rate to order. Everything runs on one machine; what else it does shows in the figures, so the same figure is given for a time without a fault (idle).',
    '',
    '| | fault | expected | bar | measured | idle | |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => line(row, kept.filter(({ id }) => id === row.id), tested.has(row.id))),
    '',
    '## When and where',
    '',
    'Where the kernel divides the cores among sessions first (`kernel.sched_autogroup_enabled`), a browser that gets much to do at once waits for its share, as it would not on a machine of its own. Both ways were tried on 22 November 2026, with F1’s call of four and 50 kills each: the untouched missed up to 176 ms of sound (p95 93) with the cores divided among sessions, and up to 15 ms (p95 4) among threads; two series of 20 among sessions had up to 86 and 34 ms. `npm run faults` has them divided among threads where it may, and puts that back when it is done.',
    '',
    '| | measured | cores, divided among | load before |',
    '| --- | --- | --- | --- |',
    ...rows.flatMap(({ id }) => kept.filter((record) => record.id === id).slice(0, 1))
      .map(({ id, at, cpus, load, scheduling = 'sessions' }) => `| ${id} | ${new Date(at * 1_000).toISOString().slice(0, 10)} | ${cpus}, ${scheduling} | ${load} |`),
    '',
  ].join('\n')}`;
}

function line({ id, fault, expected, bar }: Fault, records: readonly Kept[], isTested: boolean): string {
  const met = records.length === 0 ? (isTested ? 'not measured yet' : 'no test yet') : records.every((record) => record.met) ? 'met' : '**missed**';
  const measured = records.map((record) => {
    const name = record.variant === undefined ? '' : `${record.variant}: `;
    return `${name}${record.recovered} of ${record.injected} back; ${record.figures.map(figureText).join('; ')}`;
  });
  const idle = records.flatMap(({ figures }) => figures).flatMap((each) =>
    (each.idle === undefined ? [] : [`p50 ${shown(each.idle.p50)}, max ${shown(each.idle.max)} ${each.unit}`]));
  return `| ${[id, fault, expected, bar, measured.join('<br>'), [...new Set(idle)].join('<br>'), met].join(' | ')} |`;
}

function figureText({ what, unit, n, p50, p95, max }: Figure): string {
  const value = n === 1 || (p50 === max && p95 === max) ? shown(max) : `p50 ${shown(p50)}, p95 ${shown(p95)}, max ${shown(max)}`;
  return [what, value, unit].filter(Boolean).join(' ') + (n > 2 ? ` (n ${n})` : '');
}

/** JSON knows no infinity: what never came is `null` there. */
const shown = (value: number | null): string =>
  (value === null || !Number.isFinite(value) ? 'never' : String(Math.abs(value) >= 100 ? Math.round(value) : value));
