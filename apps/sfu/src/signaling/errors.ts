import { CallError } from '@plenary/protocol';
import type { Logger } from '../logger.ts';

/**
 * The one place where an error becomes an answer: coded ones go out as they are, anything else is logged with
 * its stack and goes out as `INTERNAL`, with nothing of its text.
 */
export function toCallError(error: unknown, logger: Logger, message: string): CallError {
  if (error instanceof CallError) {
    logger.debug({ message, code: error.code, path: error.path, reason: error.message }, 'request refused');
    return error;
  }
  logger.error({ message, err: error }, 'request failed');
  return new CallError('INTERNAL');
}
