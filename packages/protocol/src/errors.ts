import { z } from 'zod';

/** Why a request was refused. Each code has one meaning, and words for people in every language of the web app. */
export const ERROR_CODES = {
  BAD_REQUEST: 'The message does not have the form that the table asks for.',
  TOO_LARGE: 'The message is larger than the limit.',
  UNSUPPORTED_PROTOCOL: 'Client and server speak different versions of the protocol; reload the page.',
  WRONG_PHASE: 'The message is not allowed at this point, for instance before joining.',
  FORBIDDEN: 'The participant does not have the permission that this needs.',
  TOKEN_REQUIRED: 'This server lets nobody in without a token.',
  TOKEN_INVALID: 'The token is not valid here, or has ended; another is needed.',
  NOT_FOUND: 'The thing named by an id does not exist, or is not the caller’s to name.',
  CONFLICT: 'The thing exists already, for instance a second camera of the same participant.',
  INCOMPATIBLE_MEDIA: 'The media parameters do not fit what the server can route.',
  E2EE_REQUIRED: 'The meeting is encrypted end to end; open it by its full link.',
  E2EE_MISMATCH: 'The link carries a key, but the meeting was opened without end-to-end encryption.',
  ROOM_FULL: 'The room has as many participants as it may have.',
  LOCKED: 'A host has locked the room: nobody new comes in.',
  REMOVED: 'A host has removed this person, who can’t come back while the room is open.',
  DENIED: 'A host did not let this person in from the lobby; after a while they may ask again.',
  LIMIT_EXCEEDED: 'The participant has as many of these as it may have.',
  RATE_LIMITED: 'Too many messages in too short a time; wait and try again.',
  UNAVAILABLE: 'The server takes no new work now: it is starting, stopping or full.',
  TIMEOUT: 'No answer came in time.',
  DISCONNECTED: 'The connection to the server ended before the answer came.',
  INTERNAL: 'Something failed on the server; the operator’s log says what.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export const errorCodeSchema = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

/** An error as it crosses the wire. */
export const wireErrorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  /** Where in the message the fault lies, for `BAD_REQUEST`: `rtpParameters.encodings.0.ssrc`. */
  path: z.string().optional(),
  /** When it is worth another try, for `DENIED`. */
  retryAfterSeconds: z.int().min(1).optional(),
});

export type WireError = z.infer<typeof wireErrorSchema>;

interface CallErrorOptions {
  readonly path?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** The error that handlers throw and that the client's promises reject with. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly code: ErrorCode;
  readonly path: string | undefined;
  /** Before that it would be refused again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string = ERROR_CODES[code], options: CallErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options.path;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  toWire(): WireError {
    const { code, message, path, retryAfterSeconds } = this;
    return {
      code,
      message,
      ...(path === undefined ? {} : { path }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }

  static fromWire({ code, message, path, retryAfterSeconds }: WireError): CallError {
    return new CallError(code, message, { path, retryAfterSeconds });
  }
}
