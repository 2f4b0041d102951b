import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { draw } from './draw.ts';
import { benchPage, plotFile, type Measured } from './page.ts';

const DATA = new URL('../../docs/bench.json', import.meta.url);
const PAGE = new URL('../../docs/bench.md', import.meta.url);
const PLOTS = new URL('../../docs/bench/', import.meta.url);

/** Puts newly measured goals in the place of earlier ones, and writes the page and the pictures of all. @param order of the page, by id */
export function record(measured: readonly Measured[], order: readonly string[]): void {
  const all = new Map(earlier().map((goal) => [goal.id, goal]));
  measured.forEach((goal) => all.set(goal.id, goal));
  const sorted = [...all.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  writeFileSync(DATA, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(PAGE, benchPage(sorted));
  // Anew, so that no picture of an earlier form stays.
  rmSync(PLOTS, { recursive: true, force: true });
  mkdirSync(PLOTS);
  sorted.forEach((goal) => goal.plots.forEach((plot, i) => writeFileSync(new URL(plotFile(goal, i), PAGE), draw(plot))));
}

function earlier(): Measured[] {
  return existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Measured[]) : [];
}
