import { CallError, requests, type RequestName } from '@plenary/protocol';
import { authorize } from '../rooms/permissions.ts';
import type { ConnectedContext, Handlers, JoinedContext, Seat } from './context.ts';

/** Keys of a client's own may be part of a path, in characters. */
const MAX_PATH = 128;

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

/**
 * The one way from a message to its handler: phase, permission, form, then the handler.
 * @throws {CallError} `WRONG_PHASE`, `FORBIDDEN`, `BAD_REQUEST` with the path of the fault, or the handler's own.
 */
export async function dispatch(
  handlers: Handlers,
  context: ConnectedContext,
  seat: Seat,
  name: RequestName,
  input: unknown,
): Promise<unknown> {
  const spec = requests[name];
  if (spec.phase !== seat.phase) {
    throw new CallError('WRONG_PHASE', `${name} is for peers that are ${spec.phase}`);
  }
  authorize(seat.phase === 'joined' ? seat.peer : null, spec.permission);
  const parsed = spec.input.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    // What the client called something is not repeated: it may be anything, and goes into the log.
    const reason = issue?.code === 'unrecognized_keys' ? 'unknown keys' : issue?.message ?? 'unknown form';
    throw new CallError('BAD_REQUEST', reason, { path: issue?.path.join('.').slice(0, MAX_PATH) ?? '' });
  }
  const full: ConnectedContext | JoinedContext =
    seat.phase === 'joined' ? { ...context, room: seat.room, peer: seat.peer } : context;
  // The phase was checked above and the input parsed by the same entry: what the types of the union can't say.
  const handler = handlers[name] as (context: unknown, input: unknown) => Promise<unknown>;
  return await handler(full, parsed.data);
}
