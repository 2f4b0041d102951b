import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { createSfu } from './server.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.log);
  const { url, drain } = await createSfu(config, { logger });
  logger.info({ url, public: config.publicUrl }, 'Plenary SFU is up');

  const stop = (): void => void drain.stop().catch(() => undefined);
  let isTold = false;
  process.on('SIGTERM', () => {
    logger.info({ signal: 'SIGTERM' }, 'told to stop');
    if (isTold || config.drainSeconds === 0) {
      stop();
    } else {
      drain.begin(config.drainSeconds, true);
    }
    isTold = true;
  });
  // Somebody sits there and waits.
  process.on('SIGINT', stop);

  const ending = await drain.ended;
  logger.info({ ending }, 'stopped');
  process.exit(ending === 'clean' ? 0 : 1);
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : `Plenary SFU could not start: ${(error as Error).stack}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
