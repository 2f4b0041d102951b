import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes, type Bytes } from '../../../../packages/client/src/e2ee/bytes.ts';
import { decryptFrame, deriveFrameKey, encryptFrame, openLayout, type FrameKey } from '../../../../packages/client/src/e2ee/frame.ts';
import { decodeHeader, encodeHeader } from '../../../../packages/client/src/e2ee/sframe-header.ts';

const hex = (text: string): Bytes => Uint8Array.from(text.match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16));
const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

async function decrypt(key: FrameKey, data: Bytes): Promise<Bytes | null> {
  const sealed = openLayout(data);
  return sealed === null ? null : await decryptFrame(key, sealed);
}

// RFC 9605, appendix C.
describe('SFrame', () => {
  test.each([
    [0, 0, '00'], [7, 7, '77'], [8, 0, '8008'], [0, 8, '0808'], [0xff, 0xff, '88ffff'], [0x123, 0x4567, '9901234567'],
    [0x100, 0x100, '9901000100'],
  ])('the header of key %i and counter %i', (keyId, counter, header) => {
    expect(toHex(encodeHeader(keyId, counter))).toBe(header);
    expect(decodeHeader(hex(header))).toEqual({ keyId, counter, length: header.length / 2 });
  });

  test('key, nonce and ciphertext are those of the test vector', async () => {
    const key = await deriveFrameKey(hex('000102030405060708090a0b0c0d0e0f'), 0x123);
    expect(toHex(key.salt)).toBe('75234edefe07819026751816');
    // The vector's metadata are not ours: its ciphertext is made by hand, with the key and the nonce that are.
    const sealed = {
      header: { keyId: 0x123, counter: 0x4567, length: 5 },
      headerBytes: hex('9901234567'),
      clear: new Uint8Array(),
      body: hex('b7412c2513a1b66dbb48841bbaf17f598751176ad847681a69c6d0b091c07018ce4adb34eb'),
    };
    expect(await decryptFrame(key, sealed)).toBeNull();
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: hex('75234edefe07819026755d71'), additionalData: hex('99012345674945544620534672616d65205747') },
      key.key,
      sealed.body,
    );
    expect(new TextDecoder().decode(opened)).toBe('draft-ietf-sframe-enc');
  });

  test('every header is read as it was written, and a cut one is none', () => {
    const number = fc.integer({ min: 0, max: 2 ** 47 });
    fc.assert(fc.property(number, number, (keyId, counter) => {
      const header = encodeHeader(keyId, counter);
      expect(decodeHeader(header)).toEqual({ keyId, counter, length: header.length });
      expect(header.length === 1 ? decodeHeader(new Uint8Array()) : decodeHeader(header.slice(0, -1))).toBeNull();
    }));
  });
});

describe('a frame', () => {
  test.each([[0, 0], [0, 1], [3, 2], [3, 900], [10, 5_000]])('with %i bytes in the clear and %i in all comes back', async (clear, size) => {
    const key = await deriveFrameKey(randomBytes(16), 300);
    const frame = randomBytes(size);
    const sealed = await encryptFrame(key, 300, 70_000, frame, clear);
    expect(sealed.slice(0, Math.min(clear, size))).toEqual(frame.slice(0, clear));
    expect(await decrypt(key, sealed)).toEqual(frame);
    // Nothing else of it stands in what is sent.
    if (size - clear >= 16) {
      expect(toHex(sealed)).not.toContain(toHex(frame.slice(clear, clear + 16)));
    }
  });

  test('that was altered anywhere is refused', async () => {
    const key = await deriveFrameKey(randomBytes(16), 1);
    const sealed = await encryptFrame(key, 1, 9, randomBytes(60), 10);
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = sealed.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(await decrypt(key, altered)).toBeNull();
    }
    expect(await decrypt(key, sealed.slice(1))).toBeNull();
    expect(await decrypt(key, sealed.slice(0, -1))).toBeNull();
  });

  test('under another key is refused', async () => {
    const base = randomBytes(16);
    const sealed = await encryptFrame(await deriveFrameKey(base, 1), 1, 0, randomBytes(60), 0);
    expect(await decrypt(await deriveFrameKey(randomBytes(16), 1), sealed)).toBeNull();
    expect(await decrypt(await deriveFrameKey(base, 2), sealed)).toBeNull();
  });

  test('in the clear, or of random bytes, is refused', async () => {
    const key = await deriveFrameKey(randomBytes(16), 1);
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect(await decrypt(key, bytes as Bytes)).toBeNull();
    }));
  });
});
