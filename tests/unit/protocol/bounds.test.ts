import { describe, expect, test } from '@jest/globals';
import { handshakeSchema, requests } from '@plenary/protocol';
import type { z } from 'zod';

/** What zod knows of a schema, as far as this test asks. */
interface Def {
  readonly type: string;
  readonly check?: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly entries?: Record<string, string>;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
}

interface Check {
  readonly check: string;
  readonly maximum?: number;
  readonly value?: number;
}

/** Where mediasoup's own structures are: browsers send more in them than is known here, and none of that goes on. */
const REBUILT = /\b(?:rtpParameters|rtpCapabilities|dtlsParameters)\b/u;

/** The one number that is no count of anything. */
const FRACTION = /\.scaleResolutionDownBy$/u;

/** Everything in an input that is not bounded or could bring more than was asked for, with its path. */
function faults(schema: z.ZodType, path: string): string[] {
  const def = schema._zod.def as unknown as Def;
  const checks = def.checks?.map((check) => check._zod.def) ?? [];
  const inner = (next: z.ZodType | undefined, at = path): string[] => (next === undefined ? [] : faults(next, at));
  switch (def.type) {
    case 'object': {
      const open = def.catchall === undefined ? !REBUILT.test(path) : (def.catchall._zod.def as unknown as Def).type !== 'never';
      const fields = Object.entries(def.shape ?? {}).flatMap(([key, field]) => inner(field, `${path}.${key}`));
      return [...(open ? [`${path} takes unknown keys`] : []), ...fields];
    }
    case 'array': {
      const bounded = checks.some(({ check, maximum }) => check === 'max_length' && (maximum ?? Infinity) <= 512);
      return [...(bounded ? [] : [`${path} is as long as anyone likes`]), ...inner(def.element, `${path}[]`)];
    }
    case 'string': {
      const bounded = checks.some(({ check, maximum }) => check === 'max_length' && (maximum ?? Infinity) <= 65_536);
      return bounded ? [] : [`${path} is as long as anyone likes`];
    }
    case 'number': {
      const from = checks.find(({ check }) => check === 'greater_than')?.value ?? -Infinity;
      const to = checks.find(({ check }) => check === 'less_than')?.value ?? Infinity;
      const whole = FRACTION.test(path) || checks.some(({ check }) => check === 'number_format') || def.check === 'number_format';
      return [
        ...(from >= -0x8000_0000 && to <= 0xffff_ffff ? [] : [`${path} is out of all bounds`]),
        ...(whole ? [] : [`${path} may be a fraction`]),
      ];
    }
    case 'record': {
      const keys = inner(def.keyType, `${path} (keys)`);
      const counted = checks.some(({ check }) => check === 'custom');
      return [...keys, ...(counted ? [] : [`${path} has as many keys as anyone likes`]), ...inner(def.valueType, `${path}{}`)];
    }
    case 'optional': case 'nullable': case 'default':
      return inner(def.innerType);
    case 'union':
      return (def.options ?? []).flatMap((option) => inner(option));
    case 'pipe':
      return inner(def.in);
    case 'boolean': case 'enum': case 'literal': case 'transform':
      return [];
    default:
      return [`${path} is a ${def.type}, which this test does not know`];
  }
}

/** The names of all that may stand in an input, at any depth. */
function keys(schema: z.ZodType): string[] {
  const def = schema._zod.def as unknown as Def;
  const within = [def.element, def.innerType, def.in, def.valueType, ...(def.options ?? [])];
  return [
    ...Object.entries(def.shape ?? {}).flatMap(([key, field]) => [key, ...keys(field)]),
    ...within.flatMap((inner) => (inner === undefined ? [] : keys(inner))),
  ];
}

describe('everything that a client can send is bounded and known', () => {
  test.each(Object.entries(requests))('%s', (name, { input }) => {
    expect(faults(input, name)).toEqual([]);
  });

  test('no message names an address: media go where a connection was proven, and nowhere else', () => {
    const names = Object.entries(requests).flatMap(([name, { input }]) => keys(input).map((key) => `${name}: ${key}`));
    expect(names).toContain('produce: ssrc');
    expect(names.filter((name) => /: (?:.*(?:address|host|ip|port|urls?)|candidates?)$/iu.test(name))).toEqual([]);
  });

  test('the handshake, of which nothing but the version goes on', () => {
    expect(faults(handshakeSchema.shape.protocol, 'protocol')).toEqual([]);
    expect(handshakeSchema.parse({ protocol: 1, more: { a: 1 } })).toEqual({ protocol: 1 });
  });
});

describe('keys that every object inherits', () => {
  const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };
  const produce = (codec: object, extra: object = {}): unknown => ({
    transportId: 'a', source: 'mic', paused: false, rtpParameters: { codecs: [codec], encodings: [{}], ...extra },
  });
  const parse = (json: string) => requests.produce.input.safeParse(JSON.parse(json));

  test.each(['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])('%s names no parameter', (key) => {
    const parameters = JSON.stringify({ ...opus, parameters: 0 }).replace('"parameters":0', `"parameters":{"${key}":"1"}`);
    const parsed = parse(JSON.stringify(produce(opus)).replace(JSON.stringify(opus), parameters));
    const kept = parsed.success ? parsed.data.rtpParameters.codecs[0]?.parameters : {};
    expect(Object.hasOwn(kept ?? {}, key)).toBe(false);
    expect(Object.getPrototypeOf(kept ?? {})).toBe(Object.prototype);
  });

  test.each(['constructor', '__proto__', 'prototype'])('%s is no key of a message', (key) => {
    const json = JSON.stringify(produce(opus));
    const parsed = parse(`${json.slice(0, -1)},"${key}":{"polluted":true}}`);
    expect(parsed.success && 'polluted' in parsed.data).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  test('an object thousands of levels deep is refused, not walked', () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    expect(parse(`{"transportId":"a","source":"mic","paused":false,"rtpParameters":${deep}}`).success).toBe(false);
    expect(parse(JSON.stringify(produce(opus, { deep: 0 })).replace('"deep":0', `"deep":${deep}`)).success).toBe(true);
  });
});
