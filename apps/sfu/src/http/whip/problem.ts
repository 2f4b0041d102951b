import { STATUS_CODES } from 'node:http';
import { CallError, type ErrorCode } from '@plenary/protocol';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../../logger.ts';

/** An answer that is no success, with words for whoever set up the encoder or the player (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

/** When to come again, in seconds: sooner for what begins by itself than for what somebody has to make room in. */
const RETRY = { live: '5', room: '15' } as const;

const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  UNSUPPORTED_PROTOCOL: 400,
  TOKEN_REQUIRED: 401,
  TOKEN_INVALID: 401,
  FORBIDDEN: 403,
  LOCKED: 403,
  REMOVED: 403,
  DENIED: 403,
  NOT_FOUND: 404,
  WRONG_PHASE: 409,
  CONFLICT: 409,
  TOO_LARGE: 413,
  INCOMPATIBLE_MEDIA: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  ROOM_FULL: 503,
  LIMIT_EXCEEDED: 503,
  UNAVAILABLE: 503,
  DISCONNECTED: 503,
  TIMEOUT: 503,
};

/** Turns whatever was thrown into a problem; what is ours to know is logged, not told. */
function problemOf(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof CallError && (error.code === 'TOKEN_REQUIRED' || error.code === 'TOKEN_INVALID')) {
    return unauthorized(error.message, ...(error.code === 'TOKEN_INVALID' ? ['invalid_token'] as const : []));
  }
  if (error instanceof CallError) {
    const status = STATUS_OF[error.code];
    const again = status === 503 ? RETRY.room : status === 409 ? RETRY.live : null;
    return new Problem(status, error.message, again === null ? {} : { 'retry-after': again });
  }
  // The body parser's own: too large, or an encoding that is not known.
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem(status, (error as Error).message);
  }
  logger.error({ err: error }, 'WHIP or WHEP request failed');
  return new Problem(500, 'Something failed on the server.');
}

/** @param error of RFC 6750; none when there was no token at all */
export function unauthorized(detail: string, error?: 'invalid_token'): Problem {
  return new Problem(401, detail, { 'www-authenticate': error === undefined ? 'Bearer' : `Bearer error="${error}"` });
}

export function answerProblems(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request, response: Response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, message, headers } = problemOf(error, logger);
    response.status(status).set(headers).type('application/problem+json');
    response.send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail: message }));
  };
}
