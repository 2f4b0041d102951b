import { describe, expect, test } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Interned } from '../../../apps/sfu/src/rooms/interned.ts';
import { until } from '../../support/until.ts';

interface Value {
  list: { name: string }[];
}

const value = (name: string): Value => ({ list: [{ name }] });

/** In a function of its own, so that the last one is not held by what its caller has at hand. */
function passBy(interned: Interned<Value>, count: number): void {
  for (let i = 0; i < count; i++) {
    interned.of(value(`passing ${i}`));
  }
}

describe('interned objects', () => {
  test('equal ones are one object, others are kept apart', () => {
    const interned = new Interned<Value>();
    const first = interned.of(value('a'));
    expect(interned.of(value('a'))).toBe(first);
    expect(interned.of(value('b'))).toEqual(value('b'));
    expect(interned.of(value('b'))).not.toBe(first);
    expect(interned.size).toBe(2);
  });

  test('nobody can change what others hold', () => {
    const shared = new Interned<Value>().of(value('a'));
    expect(() => shared.list.push({ name: 'b' })).toThrow(TypeError);
    expect(() => ((shared.list[0] as { name: string }).name = 'b')).toThrow(TypeError);
  });

  test('one that nobody holds any more is forgotten, one that is held stays', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const interned = new Interned<Value>();
    const held = interned.of(value('held'));
    passBy(interned, 100);
    await until('only one is left', () => {
      collect();
      return interned.size === 1;
    }, 20_000);
    expect(interned.of(value('held'))).toBe(held);
  }, 30_000);
});
