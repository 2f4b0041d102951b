// npm run setup [-- --web]: everything that Plenary needs to run; with --web also the built web app.
import { loadEnv } from './setup/env.mjs';
import { bringFfmpeg } from './setup/ffmpeg.mjs';
import { note, runTool } from './setup/say.mjs';
import { setUp } from './setup/setup.mjs';
import { buildWeb } from './setup/web-build.mjs';

await runTool(async () => {
  loadEnv();
  const runtime = await setUp();
  await bringFfmpeg();
  if (process.argv.includes('--web')) await buildWeb(runtime);
  note(`Node.js: ${runtime.node}`);
  note(`mediasoup-worker: ${runtime.worker}`);
});
