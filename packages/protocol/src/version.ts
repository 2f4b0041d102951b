/**
 * Version of the signaling contract. Client and server send it when they connect; a server refuses another
 * number with `UNSUPPORTED_PROTOCOL`. It grows by one with every change that an older side could not follow.
 */
export const PROTOCOL_VERSION = 3;
