import { describe, expect, test } from '@jest/globals';
import { chatTextSchema, displayNameSchema } from '@plenary/protocol';

const code = (point: number): string => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
/** What turns the text around it: marks, embeddings, overrides and isolates. */
const TURNING = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
/** What is there and can't be seen, or ends a line. */
const UNSEEN = [0x00ad, 0x034f, 0x180e, 0x200b, 0x200c, 0x2028, 0x2029, 0x2060, 0x2061, 0x2064, 0xfeff];

describe('displayNameSchema', () => {
  test.each([...TURNING, ...UNSEEN].map((point) => [code(point), point] as const))('takes no %s in the middle of a name', (_code, point) => {
    const taken = displayNameSchema.safeParse(`An${String.fromCodePoint(point)}n`);
    // Some count as white space, and become a plain one.
    expect(taken.success ? taken.data : 'An n').toBe('An n');
  });

  test.each([
    ['  Ann   Lee ', 'Ann Lee'],
    ['Zoe\u0301', 'Zo\u00e9'],
    ['王小明', '王小明'],
    ['👩‍🚀 Sam', '👩‍🚀 Sam'],
    ['Ann\nLee', 'Ann Lee'],
    ['👨🏽‍💻 👩‍❤️‍👨', '👨🏽‍💻 👩‍❤️‍👨'],
  ])('takes %j as %j', (input, expected) => {
    expect(displayNameSchema.parse(input)).toBe(expected);
  });

  test.each([['An\u200dn'], ['Ann\u200d'], ['\u200d'], ['Ann\u3164'], ['\u2800'], ['A\u034fnn']])('refuses %j, which looks like another name', (input) => {
    expect(displayNameSchema.safeParse(input).success).toBe(false);
  });

  test.each([[''], [' \n '], ['\u2066Ann'], ['An\u200bn'], ['Ann\u0007'], ['\ud800'], ['a'.repeat(65)]])('refuses %j', (input) => {
    expect(displayNameSchema.safeParse(input).success).toBe(false);
  });
});

describe('chatTextSchema', () => {
  test('keeps line breaks and tabs, and unifies the breaks', () => {
    expect(chatTextSchema.parse(' one\r\ntwo\rthree\n\tfour ')).toBe('one\ntwo\nthree\n\tfour');
  });

  test('is NFC: what looks the same is the same', () => {
    expect(chatTextSchema.parse('Zoe\u0301')).toBe('Zo\u00e9');
  });

  test.each(TURNING.map((point) => [code(point), point] as const))('takes no %s, which turns the text around it', (_code, point) => {
    expect(chatTextSchema.safeParse(`a${String.fromCodePoint(point)}b`).success).toBe(false);
  });

  test.each([[''], ['\n\n'], ['a\u202eb'], ['a\u0000'], ['x'.repeat(2_001)]])('refuses %j', (input) => {
    expect(chatTextSchema.safeParse(input).success).toBe(false);
  });

  test('leaves markup alone: it is text', () => {
    expect(chatTextSchema.parse('<b>&amp;</b>')).toBe('<b>&amp;</b>');
  });
});
