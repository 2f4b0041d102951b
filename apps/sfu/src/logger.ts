import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

export type { Logger };

/** Structured logs; names under which a secret could stand are blanked wherever they appear. */
export function createLogger(config: Config['log']): Logger {
  const secrets = ['token', 'resumeToken', 'password', 'credential', 'authorization', 'cookie'];
  return pino({
    level: config.level,
    base: null,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    ...(config.format === 'pretty'
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }
      : { timestamp: () => `,"time":"${new Date().toISOString()}"` }),
  });
}
