// npm run dev: as npm start, and both parts follow changes of the sources.
import { launch } from './run/launch.mjs';
import { loadEnv } from './setup/env.mjs';
import { runTool } from './setup/say.mjs';
import { setUp } from './setup/setup.mjs';

await runTool(async () => {
  loadEnv();
  return launch({
    runtime: await setUp(),
    sfuFlags: ['--watch', '--watch-preserve-output'],
    webMode: 'dev',
    // A change of the sources restarts the server, and nobody should wait for that.
    defaults: { NODE_ENV: 'development', LOG_FORMAT: 'pretty', DRAIN_SECONDS: '0' },
  });
});
