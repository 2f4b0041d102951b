import type { Conditions } from './conditions.ts';
import type { Outcome, Table } from './goal.ts';

/** One goal as it was last measured. */
export interface Measured extends Outcome {
  readonly id: string;
  readonly title: string;
  readonly against: string;
  readonly limit: number;
  readonly conditions: Conditions;
  readonly seconds: number;
}

export function isMet({ ratio, limit }: Measured): boolean {
  return ratio.median <= limit;
}

/** Where a goal's picture lies, from the page's folder. @param index among its plots */
export function plotFile({ id }: Pick<Measured, 'id'>, index: number): string {
  return `bench/${id.toLowerCase()}-${index + 1}.svg`;
}

/** The page of all goals, each with the conditions under which it was last measured. */
export function benchPage(all: readonly Measured[]): string {
  return `${[
    '# Bench',
    '',
    'Written by `npm run bench`; `npm run bench -- P2 P7` measures some goals anew and keeps the rest. Every figure is a ratio of two things measured in one run on one machine over loopback: the ratios tell something, the absolute figures only about that machine. No other system was run.',
    '',
    ...tableLines({
      head: ['', 'goal', 'against', 'bound', 'measured', ''],
      rows: all.map((goal) => [
        `[${goal.id}](#${goal.id.toLowerCase()})`,
        goal.title,
        goal.against,
        `≤ ${goal.limit}`,
        `**${figure(goal.ratio.median)}** (${figure(goal.ratio.min)}–${figure(goal.ratio.max)})`,
        isMet(goal) ? 'met' : 'missed',
      ]),
    }),
    '',
    ...all.flatMap(section),
  ].join('\n')}\n`;
}

function section(goal: Measured): string[] {
  return [
    `## ${goal.id}`,
    '',
    `${goal.title}, against ${goal.against}: **${figure(goal.ratio.median)}** where the goal is at most ${goal.limit}.`,
    '',
    ...tableLines(goal.table),
    '',
    ...goal.plots.flatMap((plot, i) => [`![${plot.title}](${plotFile(goal, i)})`, '']),
    ...goal.notes.map((note) => `- ${note}`),
    `- Conditions: ${conditionsLine(goal.conditions)}. It took ${goal.seconds.toFixed(0)} s.`,
    '',
  ];
}

function conditionsLine(c: Conditions): string {
  return [
    `${c.cpu}, ${c.cores} cores, ${c.memoryGib} GiB`,
    `Linux ${c.kernel}`,
    `Node ${c.node}`,
    `mediasoup ${c.mediasoup}`,
    `${c.crypto}`,
    `SRTP ${c.srtp}`,
    c.network,
    `pinning: ${c.pinning}`,
    `load average before: ${c.loadBefore}`,
    c.date,
  ].join('; ');
}

function tableLines({ head, rows }: Table): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(value < 0.1 ? 3 : 2))) : '–';
}
