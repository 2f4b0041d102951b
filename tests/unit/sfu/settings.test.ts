import { describe, expect, test } from '@jest/globals';
import { roomSettingsChangeSchema } from '@plenary/protocol';
import { KeptSettings, changeSettings } from '../../../apps/sfu/src/rooms/settings.ts';
import { DEFAULTS } from '../../support/settings.ts';

const bounds = { maxSpeakers: 200, maxViewers: 2_000 };

describe('a change', () => {
  test('leaves what it does not name', () => {
    expect(changeSettings(DEFAULTS, { codec: 'vp9' }, bounds)).toEqual({ ...DEFAULTS, codec: 'vp9' });
    expect(changeSettings(DEFAULTS, { lastNVideo: 4, allAudioUpTo: 3 }, bounds)).toEqual({ ...DEFAULTS, lastNVideo: 4, allAudioUpTo: 3 });
  });

  test('that changes nothing gives the same object', () => {
    expect(changeSettings(DEFAULTS, { codec: 'vp8', loudestNAudio: 5 }, bounds)).toBe(DEFAULTS);
  });

  test('stays within what the operator allows', () => {
    expect(changeSettings(DEFAULTS, { maxSpeakers: 5_000, maxViewers: 100 }, bounds)).toEqual({ ...DEFAULTS, maxViewers: 100 });
  });

  test.each([
    [{}], [{ codec: 'h265' }], [{ lastNVideo: 0 }], [{ lastNVideo: 201 }], [{ loudestNAudio: 51 }],
    [{ allAudioUpTo: 1.5 }], [{ codec: 'vp9', other: 1 }],
  ])('%j is refused', (change) => {
    expect(roomSettingsChangeSchema.safeParse(change).success).toBe(false);
  });
});

describe('settings of rooms that are not open', () => {
  test('are the defaults, then what was chosen, until the room takes them', () => {
    const kept = new KeptSettings(DEFAULTS, bounds, 10);
    expect(kept.get('a')).toEqual(DEFAULTS);
    kept.change('a', { codec: 'av1' });
    kept.change('a', { lastNVideo: 3 });
    expect(kept.get('a')).toEqual({ ...DEFAULTS, codec: 'av1', lastNVideo: 3 });
    expect(kept.get('b')).toEqual(DEFAULTS);
    expect(kept.take('a')).toMatchObject({ codec: 'av1' });
    expect(kept.get('a')).toEqual(DEFAULTS);
  });

  test('are kept up to a bound: those go that were not touched for longest', () => {
    const kept = new KeptSettings(DEFAULTS, bounds, 2);
    kept.change('a', { lastNVideo: 1 });
    kept.change('b', { lastNVideo: 2 });
    kept.change('a', { loudestNAudio: 1 });
    kept.change('c', { lastNVideo: 3 });
    expect(['a', 'b', 'c'].map((id) => kept.get(id).lastNVideo)).toEqual([1, 25, 3]);
  });
});
