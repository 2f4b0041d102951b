import { describe, expect, jest, test } from '@jest/globals';
import { newRoomId, parseRoomId, roomIdSchema } from '@plenary/protocol';

describe('newRoomId', () => {
  test('makes codes of 12 symbols in three groups that pass as room codes', () => {
    for (let i = 0; i < 200; i++) {
      const id = newRoomId();
      expect(id).toMatch(/^[a-km-np-z2-9]{4}-[a-km-np-z2-9]{4}-[a-km-np-z2-9]{4}$/u);
      expect(roomIdSchema.safeParse(id).success).toBe(true);
    }
  });

  test('does not repeat', () => {
    expect(new Set(Array.from({ length: 5_000 }, newRoomId)).size).toBe(5_000);
  });
});

describe('parseRoomId', () => {
  test.each([
    ['abcd-efgh-jkmn', 'abcd-efgh-jkmn'],
    ['  ABCD-efgh-JKMN ', 'abcd-efgh-jkmn'],
    ['abcd efgh jkmn', 'abcd-efgh-jkmn'],
    ['https://meet.example.org/r/abcd-efgh-jkmn', 'abcd-efgh-jkmn'],
    ['meet.example.org/r/abcd-efgh-jkmn?from=mail#x', 'abcd-efgh-jkmn'],
    ['http://localhost:3000/watch/town-hall/', 'town-hall'],
    ['Team_Daily', 'team-daily'],
  ])('reads %j as %j', (input, expected) => {
    expect(parseRoomId(input)).toBe(expected);
  });

  test.each([[''], ['ab'], ['https://meet.example.org/'], ['über-room'], ['a/b/c'], ['x'.repeat(65)], ['javascript:alert(1)']])('finds none in %j', (input) => {
    expect(parseRoomId(input)).toBeNull();
  });
});

test('a new code has 60 random bits: each of its twelve symbols is one of 32, all equally likely', () => {
  const spied = jest.spyOn(crypto, 'getRandomValues');
  const symbols = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    spied.mockImplementation((array) => (array as Uint8Array).fill(byte) as never);
    const code = newRoomId().replaceAll('-', '');
    expect(code).toHaveLength(12);
    symbols.set(code, (symbols.get(code) ?? 0) + 1);
  }
  spied.mockRestore();
  expect([symbols.size, new Set(symbols.values())]).toEqual([32, new Set([8])]);
});
