import { describe, expect, test } from '@jest/globals';
import { chatTextSchema, displayNameSchema } from '@plenary/protocol';

describe('displayNameSchema', () => {
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

  test.each([[''], ['\n\n'], ['a\u202eb'], ['a\u0000'], ['x'.repeat(2_001)]])('refuses %j', (input) => {
    expect(chatTextSchema.safeParse(input).success).toBe(false);
  });

  test('leaves markup alone: it is text', () => {
    expect(chatTextSchema.parse('<b>&amp;</b>')).toBe('<b>&amp;</b>');
  });
});
