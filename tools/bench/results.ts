import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { benchPage, type Measured } from './page.ts';

const DATA = new URL('../../docs/bench.json', import.meta.url);
const PAGE = new URL('../../docs/bench.md', import.meta.url);

/** Puts newly measured goals in the place of earlier ones, and writes the page of all. @param order of the page, by id */
export function record(measured: readonly Measured[], order: readonly string[]): void {
  const all = new Map(earlier().map((goal) => [goal.id, goal]));
  measured.forEach((goal) => all.set(goal.id, goal));
  const sorted = [...all.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  writeFileSync(DATA, `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(PAGE, benchPage(sorted));
}

function earlier(): Measured[] {
  return existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Measured[]) : [];
}
