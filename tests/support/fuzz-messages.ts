import fc from 'fast-check';
import type { RequestName } from '@plenary/protocol';

/** In valid messages these texts stand for ids that whoever sends them has at that time. */
export const OWN_IDS = [
  '@send', '@recv', '@producer', '@consumer', '@peer', '@question', '@message', '@room', '@resume', '@token', '@announcement',
] as const;

const DTLS = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }] };
const feedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }, { type: 'goog-remb' }, { type: 'transport-cc' }];
const extensions = [
  { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1, encrypt: false, parameters: {} },
  { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 2 },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 4 },
  { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', id: 5 },
  { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 },
  { uri: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension', id: 12 },
];
const rtcp = { cname: 'fuzz', reducedSize: true, mux: true };

const opus = {
  mid: '0', codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1, usedtx: 1 }, rtcpFeedback: [] }],
  headerExtensions: extensions, encodings: [{ ssrc: 11_111, dtx: true }], rtcp,
};
const red = {
  ...opus,
  codecs: [{ mimeType: 'audio/red', payloadType: 63, clockRate: 48_000, channels: 2, parameters: {} }, ...opus.codecs],
};
const vp8 = {
  mid: '1', msid: 'stream track', headerExtensions: extensions, rtcp,
  codecs: [
    { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: feedback },
    { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 }, rtcpFeedback: [] },
  ],
  encodings: ['r0', 'r1', 'r2'].map((rid, i) => ({ rid, scaleResolutionDownBy: 4 / 2 ** i, maxBitrate: 100_000 * 4 ** i, scalabilityMode: 'L1T3' })),
};
const h264 = {
  ...vp8,
  codecs: [{
    mimeType: 'video/H264', payloadType: 125, clockRate: 90_000, rtcpFeedback: feedback,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  }],
  encodings: [{ ssrc: 22_222, rtx: { ssrc: 22_223 } }],
};
const vp9 = {
  ...vp8,
  codecs: [{ mimeType: 'video/VP9', payloadType: 98, clockRate: 90_000, parameters: { 'profile-id': 0 }, rtcpFeedback: feedback }],
  encodings: [{ ssrc: 33_333, scalabilityMode: 'L3T3_KEY' }],
};
const SEALED = `e2ee:${'A'.repeat(60)}`;
const produce = (source: string, rtpParameters: object): object => ({ transportId: '@send', source, rtpParameters, paused: false });
const capabilities = {
  codecs: [
    { kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: 111, clockRate: 48_000, channels: 2, parameters: {}, rtcpFeedback: [] },
    { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: feedback },
    { kind: 'video', mimeType: 'video/rtx', preferredPayloadType: 97, clockRate: 90_000, parameters: { apt: 96 } },
  ],
  headerExtensions: extensions.map(({ uri, id }) => ({ kind: 'video', uri, preferredId: id, preferredEncrypt: false, direction: 'sendrecv' })),
};

/** Messages that are right in every respect; a message without one does not compile. */
export const VALID: Record<RequestName, readonly object[]> = {
  join: [
    { roomId: '@room', name: 'Fuzz', rtpCapabilities: capabilities, publish: true },
    { roomId: '@room', name: 'Fuzz', rtpCapabilities: capabilities, watch: true, ticket: 'ticket', resumeToken: '@resume' },
    { roomId: '@room', name: 'Fuzz', rtpCapabilities: capabilities, token: '@token', clientId: 'a-browsers-own-id' },
    { roomId: '@room', name: 'Fuzz', rtpCapabilities: capabilities, e2ee: '@announcement' },
  ],
  resume: [{ roomId: '@room', resumeToken: '@resume' }],
  leave: [{}],
  openSendTransport: [{ recvTransportId: '@recv' }],
  connectTransport: [{ transportId: '@send', dtlsParameters: DTLS }, { transportId: '@recv', dtlsParameters: DTLS }],
  restartIce: [{ transportId: '@recv' }, { transportId: '@send' }],
  checkWay: [{ transportId: '@recv' }, { transportId: '@send' }],
  ping: [{}],
  renewMedia: [{}],
  produce: [
    produce('mic', opus), produce('screenAudio', red), produce('camera', vp8), produce('screen', h264), produce('camera', vp9),
    { ...produce('mic', opus), replaces: '@producer' },
  ],
  closeProducer: [{ producerId: '@producer' }],
  setProducerPaused: [{ producerId: '@producer', paused: true }, { producerId: '@producer', paused: false }],
  resumeConsumers: [{ consumerIds: ['@consumer'] }],
  requestKeyFrames: [{ consumerIds: ['@consumer'] }],
  setView: [{ tiles: [{ peerId: '@peer', source: 'camera', width: 640, height: 360, pinned: false }] }, { tiles: [] }],
  mediaReady: [{}],
  sendChat: [{ text: 'hello' }, { text: SEALED }],
  sendKeys: [{ boxes: [{ to: '@peer', box: 'AAAA' }, { to: '@peer', box: 'BBBB' }] }],
  setRoomSettings: [{ codec: 'vp9' }, { kind: 'broadcast', slowModeSeconds: 10, maxSpeakers: 5, overflow: 'queue' }, { lobby: true, locked: true, allowUnmute: false }],
  startHls: [{}],
  stopHls: [{}],
  setRole: [{ peerId: '@peer', role: 'viewer' }, { peerId: '@peer', role: 'host' }],
  leaveStage: [{}],
  listAudience: [{ query: 'a', after: '@peer' }],
  raiseHand: [{ raised: true }, { raised: false }],
  lowerHand: [{ peerId: '@peer' }],
  react: [{ reaction: '👍' }],
  ask: [{ text: 'why?' }, { text: SEALED }],
  voteQuestion: [{ questionId: '@question', vote: true }],
  setQuestionStatus: [{ questionId: '@question', status: 'answered' }],
  removeQuestion: [{ questionId: '@question' }],
  pinMessage: [{ messageId: '@message' }, { messageId: null }],
  admit: [{ visitorId: '@peer' }],
  deny: [{ visitorId: '@peer' }],
  admitAll: [{}],
  stopMedia: [{ peerId: '@peer', source: 'mic' }, { peerId: '@peer', source: 'screen' }],
  muteAll: [{}],
  askToUnmute: [{ peerId: '@peer' }],
  removePeer: [{ peerId: '@peer' }],
  endMeeting: [{}],
};

const NUMBERS = [0, 1, -1, 2, 15, 16, 63, 96, 97, 111, 127, 128, 255, 256, 65_535, 65_536, 48_000, 90_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, -(2 ** 31), 0.5, 1e308];
const TEXTS = [
  '', ' ', '0', 'a', 'x'.repeat(64), 'x'.repeat(300), '\u0000', '\ud800', '\u202e', '__proto__', 'constructor', '../..', '%00', '-1', 'apt', 'null',
  'audio/opus', 'audio/red', 'audio/telephone-event', 'audio/CN', 'video/VP8', 'video/VP9', 'video/H264', 'video/AV1', 'video/rtx', 'video/ulpfec', 'video/flexfec-03',
  'L1T1', 'L3T3', 'S3T3', 'L3T3_KEY_SHIFT', 'mic', 'camera', 'screen', 'screenAudio', 'auto', 'server', 'sha-1', 'sha-512', 'nack', 'pli', 'transport-cc', ...OWN_IDS,
  ...extensions.map(({ uri }) => uri),
];
const nasty = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(...TEXTS),
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}]),
  fc.nat({ max: 0xffff_ffff }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** What is done to a valid message, at the place that `at` comes to when all its places are counted. */
interface Mutation {
  readonly how: 'replace' | 'similar' | 'remove' | 'add' | 'repeat' | 'reverse' | 'deepen';
  readonly at: number;
  readonly value: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  how: fc.constantFrom('replace', 'similar', 'similar', 'similar', 'remove', 'add', 'repeat', 'reverse', 'deepen'),
  at: fc.nat(10_000),
  value: nasty,
});

export interface FuzzMessage {
  readonly name: string;
  readonly input: unknown;
  /** Whether one who is in a room sends it. */
  readonly joined: boolean;
}

const names = Object.keys(VALID) as RequestName[];
const mutated = fc.record({
  // What reaches a media worker is tried most.
  name: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...names) }, { weight: 2, arbitrary: fc.constantFrom<RequestName>('produce', 'join', 'connectTransport') }),
  which: fc.nat(100),
  mutations: fc.array(mutation, { maxLength: 3 }),
}).map(({ name, which, mutations }) => ({
  name: name as string,
  input: mutations.reduce(mutate, structuredClone(VALID[name][which % VALID[name].length]) as unknown),
}));
const random = fc.record({
  name: fc.oneof(fc.constantFrom<string>(...names), fc.constantFrom(...TEXTS), fc.string()),
  input: fc.oneof(nasty, fc.object({ maxDepth: 5 }).map((value) => JSON.parse(JSON.stringify(value, plain)) as unknown)),
});

/** One message: nearly right most of the time, else anything. */
export const fuzzMessage: fc.Arbitrary<FuzzMessage> = fc.record({
  message: fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: random }),
  joined: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
}).map(({ message, joined }) => ({ ...message, joined: message.name === 'join' ? !joined : joined }));

/** Puts ids in the place of the texts that stand for them. */
export function withIds(input: unknown, ids: Readonly<Record<string, string>>): unknown {
  return JSON.parse(JSON.stringify(input ?? null), (_key, value: unknown) => (typeof value === 'string' ? ids[value] ?? value : value)) as unknown;
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

function mutate(root: unknown, { how, at, value: shared }: Mutation): unknown {
  // The same object may be put in twice, and in itself the second time.
  const value = structuredClone(shared);
  const places = placesOf(root);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) {
    return how === 'add' ? { extra: value } : value;
  }
  const { parent, key } = place;
  const before = parent[key];
  switch (how) {
    case 'replace': parent[key] = value; break;
    case 'similar': parent[key] = similar(before, value, at); break;
    case 'remove': Reflect.deleteProperty(parent, key); break;
    case 'add': Object.assign(parent, { [typeof value === 'string' ? value : 'extra']: value }); break;
    case 'repeat': parent[key] = Array.isArray(before) ? Array.from({ length: 1 + (at % 70) }, () => before).flat() : [before]; break;
    case 'reverse': parent[key] = Array.isArray(before) ? [...before as unknown[]].reverse() : before; break;
    case 'deepen': parent[key] = { a: { b: { c: before } } }; break;
  }
  return root;
}

/** Another value of the same kind, which may well pass. */
function similar(before: unknown, value: unknown, at: number): unknown {
  switch (typeof before) {
    case 'number': return typeof value === 'number' ? value : NUMBERS[at % NUMBERS.length];
    case 'string': return typeof value === 'string' ? value : TEXTS[at % TEXTS.length];
    case 'boolean': return !before;
    default: return value;
  }
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesOf(node: unknown): Place[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const parent = node as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesOf(parent[key])]);
}
