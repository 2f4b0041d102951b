// The admin API of a running server, for commands.

/** @returns {string} */
export const serverUrl = () => process.env['PLENARY_URL'] ?? `http://localhost:${process.env['PORT'] || 3000}`;

/**
 * Asks a path below `/api/v1` with the admin key, and ends the program with words when that fails.
 *
 * @param {string} path
 * @param {{ method: string, body?: object }} [request] `GET` without it
 * @returns {Promise<any>} what was answered
 */
export async function askServer(path, request) {
  const key = process.env['ADMIN_KEY'];
  if (!key) {
    return fail('Set ADMIN_KEY to the server’s admin key (the server needs it too; at least 16 characters).');
  }
  const response = await fetch(`${serverUrl()}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(request === undefined ? {} : { method: request.method, ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }) }),
  }).catch(() => fail(`Nothing answers at ${serverUrl()}. Set PLENARY_URL for another server.`));
  const body = await response.json().catch(() => ({}));
  if (response.status === 401) fail('ADMIN_KEY is not the server’s.');
  if (response.status === 404) fail('The server’s admin API is off: start it with ADMIN_KEY set.');
  if (!response.ok) fail(`The server answered ${response.status}: ${body.message ?? ''} ${body.path ?? ''}`.trim());
  return body;
}

/**
 * @param {string} words
 * @returns {never}
 */
export function fail(words) {
  console.error(words);
  process.exit(1);
}
