// npm run faults [-- F10 F11]: brings faults about with the bars on, and writes docs/reliability.md. It takes a while.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matrix } from './matrix.ts';
import { faultsPage, type Kept } from './page.ts';
import type { FaultRecord } from './record.ts';
import { divideAmongThreads } from './scheduling.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TESTS = join(ROOT, 'tests/faults');
const DATA = join(ROOT, 'docs/reliability.json');
const PAGE = join(ROOT, 'docs/reliability.md');

/** Test files by the row that they belong to: `f02-….test.ts` is F2's. */
function testFiles(): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const name of readdirSync(TESTS).sort()) {
    const id = /^f0*(\d+)-.+\.test\.ts$/u.exec(name)?.[1];
    if (id !== undefined) {
      files.set(`F${id}`, [...(files.get(`F${id}`) ?? []), `tests/faults/${name}`]);
    }
  }
  return files;
}

/** @returns the exit code of the tests */
async function run(files: readonly string[], results: string): Promise<number> {
  const child = spawn(process.execPath, [join(ROOT, 'tools/test.mjs'), ...files], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, FAULT_BARS: '1', FAULT_RESULTS: results },
  });
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

function merge(results: string, conditions: Required<Pick<Kept, 'load' | 'scheduling'>>): void {
  const earlier: Kept[] = existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Kept[]) : [];
  const fresh = readdirSync(results).map((name) =>
    ({ ...(JSON.parse(readFileSync(join(results, name), 'utf8')) as FaultRecord), cpus: availableParallelism(), ...conditions }));
  const renewed = new Set(fresh.map(({ id }) => id));
  const order = ({ id, variant = '' }: FaultRecord): string => `${id.slice(1).padStart(2, '0')} ${variant}`;
  const all = [...earlier.filter(({ id }) => !renewed.has(id)), ...fresh].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  writeFileSync(DATA, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(PAGE, faultsPage(matrix, JSON.parse(readFileSync(DATA, 'utf8')) as Kept[], new Set(testFiles().keys())));
}

async function main(wanted: readonly string[]): Promise<number> {
  const files = testFiles();
  const ids = wanted.length > 0 ? wanted.map((id) => id.toUpperCase()) : [...files.keys()];
  const unknown = ids.filter((id) => !files.has(id));
  if (unknown.length > 0) {
    console.error(`No test for ${unknown.join(', ')}. There are: ${[...files.keys()].join(', ')}`);
    return 1;
  }
  const results = mkdtempSync(join(tmpdir(), 'plenary-faults-'));
  const load = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const { scheduling, restore } = divideAmongThreads();
  try {
    return await run(ids.flatMap((id) => files.get(id) ?? []), results);
  } finally {
    restore();
    // What was measured before an end that came too early is kept too.
    merge(results, { load, scheduling });
    rmSync(results, { recursive: true, force: true });
    console.log('docs/reliability.md is written.');
  }
}

process.exitCode = await main(process.argv.slice(2));
