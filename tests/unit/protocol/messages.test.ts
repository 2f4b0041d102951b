import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CallError, ERROR_CODES, errorCodeSchema, notifications, requests, rtpParametersSchema, wireErrorSchema } from '@plenary/protocol';
import { protocolPage } from '../../../tools/docs/protocol-page.ts';

describe('the table of messages', () => {
  test.each(Object.entries(requests))('%s is documented and refuses unknown keys', (_name, spec) => {
    expect(spec.doc).toMatch(/^[A-Z].*\.$/su);
    const probe = spec.input.safeParse({ surplus: 1 });
    expect(probe.success).toBe(false);
    expect(JSON.stringify(probe.error?.issues)).toContain('surplus');
  });

  test.each(Object.entries(notifications))('%s is documented', (_name, spec) => {
    expect(spec.doc).toMatch(/^[A-Z].*\.$/su);
  });

  test('docs/protocol.md is what the table says; `npm run docs` renews it', () => {
    const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
    expect(page).toBe(protocolPage());
  });
});

describe('RTP parameters', () => {
  const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };

  test('are rebuilt from known keys', () => {
    const given = JSON.parse('{"codecs":[{"mimeType":"audio/opus","payloadType":111,"clockRate":48000,"extra":{"a":1}}],"encodings":[{"ssrc":5,"active":true}],"__proto__":{"x":1}}') as unknown;
    expect(rtpParametersSchema.parse(given)).toEqual({
      codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000 }],
      encodings: [{ ssrc: 5 }],
    });
  });

  test.each([
    ['a fraction', { codecs: [{ ...opus, payloadType: 1.5 }], encodings: [{}] }],
    ['infinity', { codecs: [{ ...opus, clockRate: Infinity }], encodings: [{}] }],
    ['a negative SSRC', { codecs: [opus], encodings: [{ ssrc: -1 }] }],
    ['no codec', { codecs: [], encodings: [{}] }],
    ['a nested parameter', { codecs: [{ ...opus, parameters: { a: { b: 1 } } }], encodings: [{}] }],
    ['a strange layer mode', { codecs: [opus], encodings: [{ scalabilityMode: 'L9T9' }] }],
    ['too many extensions', { codecs: [opus], encodings: [{}], headerExtensions: Array.from({ length: 33 }, (_, i) => ({ uri: 'u', id: i + 1 })) }],
  ])('refuse %s', (_what, value) => {
    expect(rtpParametersSchema.safeParse(value).success).toBe(false);
  });
});

test('errors cross the wire whole', () => {
  for (const code of Object.keys(ERROR_CODES)) {
    const error = new CallError(errorCodeSchema.parse(code), 'why', { path: 'a.0' });
    const back = CallError.fromWire(wireErrorSchema.parse(JSON.parse(JSON.stringify(error.toWire()))));
    expect([back.code, back.message, back.path]).toEqual([code, 'why', 'a.0']);
  }
});
