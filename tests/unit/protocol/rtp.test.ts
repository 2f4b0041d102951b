import { expect, test } from '@jest/globals';
import { requests } from '@plenary/protocol';

const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };
const capability = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000 };
const fingerprint = { algorithm: 'sha-256', value: Array(32).fill('AB').join(':') };

const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const parameters = (count: number): object => Object.fromEntries(many(count, '').map((_, i) => [`p${i}`, '1']));

const produce = (rtp: object): boolean => requests.produce.input.safeParse({
  transportId: 'a', source: 'mic', paused: false, rtpParameters: { codecs: [opus], encodings: [{}], ...rtp },
}).success;
const join = (rtpCapabilities: object): boolean =>
  requests.join.input.safeParse({ roomId: 'abc', name: 'Ann', rtpCapabilities }).success;
const connect = (fingerprints: object[]): boolean =>
  requests.connectTransport.input.safeParse({ transportId: 'a', dtlsParameters: { fingerprints } }).success;

/** What reaches a media worker has no more parts than a browser ever sends. */
test.each<[string, number, (count: number) => boolean]>([
  ['codecs', 16, (count) => produce({ codecs: many(count, opus) })],
  ['parameters of a codec', 32, (count) => produce({ codecs: [{ ...opus, parameters: parameters(count) }] })],
  ['kinds of feedback', 16, (count) => produce({ codecs: [{ ...opus, rtcpFeedback: many(count, { type: 'nack' }) }] })],
  ['encodings', 4, (count) => produce({ encodings: many(count, {}) })],
  ['header extensions', 32, (count) => produce({ headerExtensions: many(count, { uri: 'u', id: 1 }) })],
  ['parameters of an extension', 8, (count) => produce({ headerExtensions: [{ uri: 'u', id: 1, parameters: parameters(count) }] })],
  ['codecs of a device', 64, (count) => join({ codecs: many(count, capability) })],
  ['extensions of a device', 64, (count) => join({ headerExtensions: many(count, { kind: 'audio', uri: 'u', preferredId: 1 }) })],
  ['fingerprints', 8, (count) => connect(many(count, fingerprint))],
])('%s may be %i, and no more', (_what, most, parses) => {
  expect([parses(most), parses(most + 1)]).toEqual([true, false]);
});
