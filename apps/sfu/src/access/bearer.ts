import { CallError } from '@plenary/protocol';

/**
 * The token in an `Authorization` header.
 * @returns `undefined` where there is no such header
 * @throws {CallError} `TOKEN_REQUIRED` where there is something else in it
 */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) {
    return undefined;
  }
  const [scheme = '', token = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'bearer' || token === '') {
    throw new CallError('TOKEN_REQUIRED', 'A bearer token is needed.');
  }
  return token;
}
