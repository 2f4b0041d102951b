import { CallError, type ErrorCode } from '@plenary/protocol';

/** The code of what a method of the call rejected with, for the words that `errors.code` has for it. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof CallError ? error.code : 'INTERNAL';
}
