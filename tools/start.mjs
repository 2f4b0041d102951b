// npm start: from a fresh clone to a running Plenary, and its URL.
import { launch } from './run/launch.mjs';
import { loadEnv } from './setup/env.mjs';
import { bringFfmpeg } from './setup/ffmpeg.mjs';
import { runTool } from './setup/say.mjs';
import { setUp } from './setup/setup.mjs';
import { buildWeb } from './setup/web-build.mjs';

await runTool(async () => {
  loadEnv();
  const runtime = await setUp();
  await bringFfmpeg();
  await buildWeb(runtime);
  return launch({
    runtime,
    sfuFlags: [],
    webMode: 'start',
    defaults: { NODE_ENV: 'production', ...(process.stdout.isTTY ? { LOG_FORMAT: 'pretty' } : {}) },
  });
});
