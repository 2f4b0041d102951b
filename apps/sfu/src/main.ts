import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { createSfu } from './server.ts';

/** How long an orderly end may take, in milliseconds. */
const STOP_TIMEOUT_MS = 8_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.log);
  const sfu = await createSfu(config, { logger });
  logger.info({ url: sfu.url, public: config.publicUrl }, 'Plenary SFU is up');

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) {
      return;
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    sfu.close().then(() => process.exit(0), (error: unknown) => {
      logger.error({ err: error }, 'stopping failed');
      process.exit(1);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : `Plenary SFU could not start: ${(error as Error).stack}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
