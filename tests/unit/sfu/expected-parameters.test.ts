import { describe, expect, test } from '@jest/globals';
import type { RtpParameters } from '@plenary/protocol';
import { expectedParameters, sendsAlike } from '../../../apps/sfu/src/rooms/expected-parameters.ts';

const mic: RtpParameters = {
  mid: '1',
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: { usedtx: 0 } }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
  encodings: [{ ssrc: 1234, dtx: false }],
  rtcp: { cname: 'abc', reducedSize: true },
};
const camera: RtpParameters = {
  mid: '0',
  codecs: [
    { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
    { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 } },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
  encodings: [{ rid: 'r0', maxBitrate: 100_000 }, { rid: 'r1' }],
};
const screen: RtpParameters = { ...camera, mid: '2', encodings: [{ ssrc: 1, rtx: { ssrc: 2 }, scalabilityMode: 'L1T3' }] };

const expected = (): Map<string, RtpParameters> =>
  new Map(expectedParameters([
    { source: 'screen' as const, rtpParameters: screen },
    { source: 'camera' as const, rtpParameters: camera },
    { source: 'mic' as const, rtpParameters: mic },
  ]).map(({ source, rtpParameters }) => [source, rtpParameters]));

describe('what a client will send with over a new connection', () => {
  test('is numbered by source, from 0, whatever the numbers were', () => {
    expect([...expected()].map(([source, { mid }]) => [source, mid])).toEqual([['mic', '0'], ['camera', '1'], ['screen', '2']]);
  });

  test('has no SSRC, which is chosen anew, and is the same else', () => {
    expect(expected().get('mic')).toEqual({ ...mic, mid: '0', encodings: [{ dtx: false }] });
    expect(expected().get('camera')?.encodings).toEqual(camera.encodings);
    expect(expected().get('screen')?.encodings).toEqual([{ scalabilityMode: 'L1T3' }]);
  });
});

describe('what is really sent', () => {
  const sent = (change: Partial<RtpParameters> = {}): RtpParameters => ({ ...mic, mid: '0', encodings: [{ ssrc: 99 }], rtcp: { cname: 'new' }, ...change });
  const wanted = expected().get('mic') as RtpParameters;

  test('may have any SSRC and name of its own', () => {
    expect(sendsAlike(wanted, sent())).toBe(true);
  });

  test.each<[string, Partial<RtpParameters>]>([
    ['another MID', { mid: '1' }],
    ['none', { mid: undefined }],
    ['another codec', { codecs: [{ mimeType: 'audio/PCMU', payloadType: 111, clockRate: 48_000, channels: 2 }] }],
    ['another payload type', { codecs: [{ mimeType: 'audio/opus', payloadType: 109, clockRate: 48_000, channels: 2 }] }],
    ['another number of an extension', { headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 5 }] }],
    ['layers', { encodings: [{ rid: 'r0' }, { rid: 'r1' }] }],
    ['another kind of layers', { encodings: [{ ssrc: 1, scalabilityMode: 'L3T3' }] }],
  ])('is not taken with %s', (_what, change) => {
    expect(sendsAlike(wanted, sent(change))).toBe(false);
  });
});
