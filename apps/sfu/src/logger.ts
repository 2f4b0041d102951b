import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.ts';

export type { Logger };

/** Names under which a secret, or what somebody said or where they are, could stand. */
const SECRETS = [
  'token', 'resumeToken', 'ticket', 'secret', 'key', 'password', 'credential', 'authorization', 'cookie', 'usernameFragment',
  'address', 'ip', 'remoteAddress', 'candidate', 'text', 'box', 'boxes', 'announcement', 'e2ee',
];
/** How deep in what is logged they are looked for. */
const DEPTH = 5;

/**
 * Structured logs; what could be a secret is blanked by its name wherever it stands.
 * @param to standard output unless said otherwise
 */
export function createLogger(config: Config['log'], to?: DestinationStream): Logger {
  const levels = Array.from({ length: DEPTH }, (_, depth) => '*.'.repeat(depth));
  const options = {
    level: config.level,
    base: null,
    redact: { paths: SECRETS.flatMap((name) => levels.map((level) => `${level}${name}`)), censor: '[redacted]' },
    ...(config.format === 'pretty'
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }
      : { timestamp: () => `,"time":"${new Date().toISOString()}"` }),
  };
  return to === undefined ? pino(options) : pino(options, to);
}
