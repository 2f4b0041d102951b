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
import { serveWeb } from './test/web.mjs';

await runTool(async () => {
  const args = process.argv.slice(2);
  // No .env here: it configures this machine's service, and tests bring their own settings.
  const runtime = await setUp();
  const env = { ...runtime.env };
  /** @type {Awaited<ReturnType<typeof serveWeb>> | undefined} */
  let web;
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
    web = await serveWeb(runtime);
    env['TEST_WEB_ORIGIN'] = web.origin;
  }

  step('Running the tests');
  const folder = mkdtempSync(join(tmpdir(), 'plenary-test-'));
  const resultFile = join(folder, 'result.json');
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${resultFile}`,
  ];
  try {
    await run(runtime.node, [...jest, ...args], { cwd: root, env, inherit: true });
    return 0;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return error.code ?? 1;
  } finally {
    await web?.stop();
    console.log(closingLine(resultFile));
    rmSync(folder, { recursive: true, force: true });
  }
});
