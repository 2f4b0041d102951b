import { writeFileSync } from 'node:fs';
import { ChromiumGroup, type ChromiumFigures } from './chromium.ts';
import { failures } from './fail-if.ts';
import { USAGE, UsageError, parseOptions, type LoadOptions } from './options.ts';
import { chromiumTable, progressLine, table } from './report.ts';
import { runLoad } from './run.ts';
import { findMeter } from './server/meter.ts';

/** Runs a load test as the command line says. @returns the exit code */
async function main(options: LoadOptions): Promise<number> {
  const abort = new AbortController();
  process.on('SIGINT', () => {
    if (abort.signal.aborted) {
      process.exit(130);
    }
    process.stderr.write('\nEnding; the bots leave. Press Ctrl-C again to end at once.\n');
    abort.abort();
  });
  process.on('SIGTERM', () => abort.abort());
  const { url, room, publishers, viewers } = options;
  console.log(`${publishers} publishers and ${viewers} viewers in ${url}/r/${room}`);
  const meter = findMeter(options);
  const startedAt = new Date().toISOString();
  const people = options.chromium > 0 ? new ChromiumGroup(url, room) : null;
  const seen: ChromiumFigures[] = [];
  let result;
  try {
    result = await runLoad({
      ...options,
      meter: typeof meter === 'string' ? null : meter,
      signal: abort.signal,
      progress: showProgress(),
      ...(people === null ? {} : {
        besides: () => people.join(options.chromium),
        measured: async () => void seen.push(await people.figures()),
      }),
    });
  } finally {
    await people?.close();
  }
  const source = typeof meter === 'string' ? meter : meter.source;
  endProgress();
  console.log(table(result, source));
  seen.forEach((figures) => console.log(chromiumTable(figures)));
  const failed = failures(result, options.failIf);
  if (result.joins.succeeded === 0) {
    failed.push('no bot could join');
  }
  if (options.json !== undefined) {
    const { metricsToken: _secret, failIf, json: _file, ...conditions } = options;
    const report = {
      startedAt,
      conditions: { ...conditions, failIf: failIf.map(({ text }) => text) },
      serverSource: source,
      ...result,
      chromium: seen[0] ?? null,
      failed,
    };
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  failed.forEach((reason) => console.error(`FAILED: ${reason}`));
  return failed.length > 0 ? 1 : result.interrupted ? 130 : 0;
}

/** On a terminal one line that changes; elsewhere one line per five seconds. */
function showProgress(): (progress: Parameters<typeof progressLine>[0]) => void {
  let last = -Infinity;
  return (progress) => {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K${progressLine(progress)}`);
    } else if (performance.now() - last > 5_000) {
      last = performance.now();
      process.stderr.write(`${progressLine(progress)}\n`);
    }
  };
}

function endProgress(): void {
  if (process.stderr.isTTY) {
    process.stderr.write('\r\x1b[K');
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
  } else {
    process.exitCode = await main(options);
  }
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
