import { CallError, PROTOCOL_VERSION, serverConfigSchema, type ServerConfig } from '@plenary/protocol';

/**
 * Reads the deployment's configuration (`GET /api/v1/config`).
 * @throws {CallError} `DISCONNECTED` when the server can't be reached, `UNAVAILABLE` when it answers with an
 * error, `UNSUPPORTED_PROTOCOL` when it speaks another version.
 */
export async function fetchServerConfig(url: string): Promise<ServerConfig> {
  let response: Response;
  try {
    response = await fetch(new URL('/api/v1/config', url), { signal: AbortSignal.timeout(8_000) });
  } catch (error) {
    throw new CallError('DISCONNECTED', undefined, { cause: error });
  }
  if (!response.ok) {
    throw new CallError('UNAVAILABLE', `the server answered ${response.status}`);
  }
  const body: unknown = await response.json().catch(() => null);
  const version = (body as { protocol?: unknown } | null)?.protocol;
  if (typeof version === 'number' && version !== PROTOCOL_VERSION) {
    throw new CallError('UNSUPPORTED_PROTOCOL');
  }
  const config = serverConfigSchema.safeParse(body);
  if (!config.success) {
    throw new CallError('UNAVAILABLE', 'the server’s configuration has an unknown form', { cause: config.error });
  }
  return config.data;
}
