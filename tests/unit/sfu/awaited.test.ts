import { describe, expect, test } from '@jest/globals';
import { Awaited } from '../../../apps/sfu/src/rooms/awaited.ts';
import { digestOf, digestOrNull } from '../../../apps/sfu/src/rooms/digest.ts';
import type { StayRecord } from '../../../apps/sfu/src/rooms/handover.ts';
import { OPEN_PASS } from '../../../apps/sfu/src/rooms/pass.ts';
import type { Returning } from '../../../apps/sfu/src/rooms/returns.ts';

const stay = (id: string, tokens: string[], identity: string | null = null): StayRecord => ({
  id, tokens: tokens.map(digestOf), identity: digestOrNull(identity), role: 'host',
});
const comes = (more: Partial<Returning> = {}): Returning => ({
  resumeToken: undefined, identity: null, receives: 'tracks', pass: OPEN_PASS, watch: false, ...more,
});

describe('those awaited', () => {
  const ann = stay('ann', ['now', 'before']);
  const ben = stay('ben', ['bens'], 'ben@example.org');
  const made = (): Awaited => new Awaited([ann, ben]);

  test('are known by either of their tokens, until they are in', () => {
    const awaited = made();
    for (const resumeToken of ['now', 'before', 'now']) {
      expect(awaited.recognise(comes({ resumeToken }))).toEqual({ stay: ann, by: 'token' });
    }
    awaited.came('ann');
    expect(['now', 'before'].map((resumeToken) => awaited.recognise(comes({ resumeToken })))).toEqual([null, null]);
    expect(awaited.all).toEqual([ben]);
  });

  test('are not those who come with nothing, with a made-up token, or as somebody else', () => {
    const awaited = made();
    expect(awaited.recognise(comes())).toBeNull();
    expect(awaited.recognise(comes({ resumeToken: 'made up' }))).toBeNull();
    expect(awaited.recognise(comes({ resumeToken: digestOf('now') }))).toBeNull();
    expect(awaited.recognise(comes({ resumeToken: 'now', identity: 'eve' }))).toBeNull();
    expect(awaited.recognise(comes({ resumeToken: 'bens' }))).toBeNull();
    expect(awaited.recognise(comes({ resumeToken: 'bens', identity: 'eve' }))).toBeNull();
  });

  test('with an identity are known by it, whatever client they come with; their encoder is not them', () => {
    const awaited = made();
    expect(awaited.recognise(comes({ identity: 'ben@example.org' }))).toEqual({ stay: ben, by: 'identity' });
    expect(awaited.recognise(comes({ identity: 'ben@example.org', resumeToken: 'bens' }))).toEqual({ stay: ben, by: 'token' });
    expect(awaited.recognise(comes({ identity: 'ben@example.org', receives: 'nothing' }))).toBeNull();
    awaited.came('ben');
    expect(awaited.recognise(comes({ identity: 'ben@example.org' }))).toBeNull();
  });

  test('who do not come are given up together', () => {
    const awaited = made();
    awaited.came('ann');
    expect(awaited.giveUp()).toEqual([ben]);
    expect([awaited.all, awaited.recognise(comes({ identity: 'ben@example.org' }))]).toEqual([[], null]);
  });
});
