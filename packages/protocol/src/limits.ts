/**
 * Bounds that both sides know. The server enforces every one of them; the client uses them to tell a person
 * before the server has to. Lengths are in UTF-16 code units unless said otherwise.
 */
export const LIMITS = {
  /** One socket message, in bytes, checked before it is parsed. */
  messageBytes: 65_536,
  /** A display name after trimming. */
  nameLength: 64,
  /** One chat message after trimming. */
  chatLength: 2_000,
  /** Chat messages that a room remembers and hands to those who join later. */
  chatHistory: 200,
  /** A question to the stage after trimming. */
  questionLength: 500,
  /** Questions that a room keeps. Answered ones make place for new ones, open ones do not. */
  questions: 50,
  /** Raised hands that are told of by name; how many there are is told besides. */
  handsListed: 50,
  /** Those in the lobby who are told of by name; how many there are is told besides. */
  lobbyListed: 50,
  /** Viewers on one page of the audience. */
  audiencePage: 100,
  /** A room code, hyphens included. */
  roomIdMinLength: 3,
  roomIdMaxLength: 64,
  /** A join token. */
  tokenLength: 4_096,
  /** Tracks that one peer may publish at a time: one per source, and room for replacements under way. */
  producersPerPeer: 6,
  /** Video tiles that one client may show at a time. */
  tiles: 128,
  /** Entries of one batched request. */
  batchSize: 512,
  /** Codecs, header extensions and encodings that RTP parameters may list. */
  rtpCodecs: 64,
  rtpHeaderExtensions: 32,
  rtpEncodings: 4,
} as const;
