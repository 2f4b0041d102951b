// npm test [-- jest arguments]: sets up what the chosen tests need, and runs them.
// The last line it prints is "tests: N passed, N failed", with ", N skipped" when there are some.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureFfmpeg, needsFfmpeg } from './setup/ffmpeg.mjs';
import { root } from './setup/paths.mjs';
import { CommandFailed, run } from './setup/run.mjs';
import { runTool, step } from './setup/say.mjs';
import { setUp } from './setup/setup.mjs';
import { buildWeb } from './setup/web-build.mjs';
import { ensureChromium, ensureFirefox, needsBrowser, needsFirefox } from './test/browser.mjs';
import { ensureNetworkTools, needsNetwork } from './test/network.mjs';
import { closingLine } from './test/summary.mjs';

await runTool(async () => {
  const args = process.argv.slice(2);
  // No .env here: it configures this machine's service, and tests bring their own settings.
  const runtime = await setUp();
  const env = { ...runtime.env };
  if (needsFfmpeg(args)) {
    await ensureFfmpeg();
  }
  if (needsNetwork(args)) {
    await ensureNetworkTools();
  }
  if (needsBrowser(args)) {
    env['CHROMIUM_PATH'] = await ensureChromium();
    if (needsFirefox(args)) {
      env['FIREFOX_PATH'] = await ensureFirefox();
    }
    await buildWeb(runtime);
  }

  step('Running the tests');
  const folder = mkdtempSync(join(tmpdir(), 'plenary-test-'));
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  // All of them: first those that can run two at a time. What is asked for by name runs as it is.
  const parts = args.length === 0 ? ['light', 'heavy'] : ['all'];
  const results = parts.map((part) => join(folder, `${part}.json`));
  let code = 0;
  try {
    for (const [index, part] of parts.entries()) {
      try {
        await run(runtime.node, [...jest, '--json', `--outputFile=${results[index]}`, ...args], {
          cwd: root,
          env: { ...env, TEST_PART: part },
          inherit: true,
        });
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error;
        code ||= error.code ?? 1;
      }
    }
    return code;
  } finally {
    console.log(closingLine(results));
    rmSync(folder, { recursive: true, force: true });
  }
});
