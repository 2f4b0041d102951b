import { describe, expect, test } from '@jest/globals';
import { roomSettingsChangeSchema, type RoomSettings } from '@plenary/protocol';
import { KeptSettings, changeSettings } from '../../../apps/sfu/src/rooms/settings.ts';

const defaults: RoomSettings = { codec: 'vp8', lastNVideo: 25, loudestNAudio: 5, allAudioUpTo: 10 };

describe('a change', () => {
  test('leaves what it does not name', () => {
    expect(changeSettings(defaults, { codec: 'vp9' })).toEqual({ ...defaults, codec: 'vp9' });
    expect(changeSettings(defaults, { lastNVideo: 4, allAudioUpTo: 3 })).toEqual({ ...defaults, lastNVideo: 4, allAudioUpTo: 3 });
  });

  test('that changes nothing gives the same object', () => {
    expect(changeSettings(defaults, { codec: 'vp8', loudestNAudio: 5 })).toBe(defaults);
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
    const kept = new KeptSettings(defaults, 10);
    expect(kept.get('a')).toEqual(defaults);
    kept.change('a', { codec: 'av1' });
    kept.change('a', { lastNVideo: 3 });
    expect(kept.get('a')).toEqual({ ...defaults, codec: 'av1', lastNVideo: 3 });
    expect(kept.get('b')).toEqual(defaults);
    expect(kept.take('a')).toMatchObject({ codec: 'av1' });
    expect(kept.get('a')).toEqual(defaults);
  });

  test('are kept up to a bound: those go that were not touched for longest', () => {
    const kept = new KeptSettings(defaults, 2);
    kept.change('a', { lastNVideo: 1 });
    kept.change('b', { lastNVideo: 2 });
    kept.change('a', { loudestNAudio: 1 });
    kept.change('c', { lastNVideo: 3 });
    expect(['a', 'b', 'c'].map((id) => kept.get(id).lastNVideo)).toEqual([1, 25, 3]);
  });
});
