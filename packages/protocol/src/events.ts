import { z } from 'zod';
import { wireErrorSchema, type WireError } from './errors.ts';
import type { RequestInput, RequestName, RequestOutput } from './messages.ts';
import type { NotificationName, NotificationPayload } from './notifications.ts';

/** The one answer to a request. */
export type Answer<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: WireError };

export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: wireErrorSchema }),
]);

/** socket.io's event map for what clients emit. */
export type ClientToServerEvents = {
  [N in RequestName]: (input: RequestInput<N>, answer: (answer: Answer<RequestOutput<N>>) => void) => void;
};

/** socket.io's event map for what the server emits. */
export type ServerToClientEvents = {
  [N in NotificationName]: (payload: NotificationPayload<N>) => void;
};

/** What a client says of itself when it connects (`auth` of the socket.io handshake). */
export const handshakeSchema = z.object({ protocol: z.int().min(0).max(1_000_000) });
export type Handshake = z.infer<typeof handshakeSchema>;
