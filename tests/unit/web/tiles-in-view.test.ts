import { describe, expect, test } from '@jest/globals';
import { tileSchema } from '../../../packages/protocol/src/index.ts';
import { tilesInView, type PlacedTile } from '../../../apps/web/src/call/view/tiles-in-view.ts';

const SHOWN = { isHidden: false, pixelRatio: 1 };

function placed(peerId: string, parts: Partial<PlacedTile> = {}): PlacedTile {
  return { peerId, source: 'camera', isPinned: false, width: 320, height: 176, isVisible: true, ...parts };
}

describe('what the server is told of the tiles', () => {
  test('those that can be seen, with what they show', () => {
    const tiles = tilesInView([placed('a'), placed('b', { isVisible: false }), placed('c', { source: 'screen', isPinned: true })], SHOWN);
    expect(tiles).toEqual([
      { peerId: 'a', source: 'camera', width: 320, height: 176, pinned: false },
      { peerId: 'c', source: 'screen', width: 320, height: 176, pinned: true },
    ]);
  });

  test('none of a hidden page', () => {
    expect(tilesInView([placed('a'), placed('b')], { ...SHOWN, isHidden: true })).toEqual([]);
  });

  test('none without an area, as before the first layout', () => {
    expect(tilesInView([placed('a', { width: 0 }), placed('b', { height: 0 })], SHOWN)).toEqual([]);
  });

  test.each([
    ['to the nearest step', 1, 327, 170, 320, 176],
    ['to the nearest step', 1, 329, 167, 336, 160],
    ['in device pixels', 1.5, 320, 180, 480, 272],
    ['at two device pixels per CSS pixel at the most', 3, 160, 96, 320, 192],
    ['never to nothing', 1, 2, 3, 16, 16],
    ['to what the protocol takes', 2, 20_000, 9_000, 16_384, 16_384],
  ])('sizes are rounded %s (ratio %d, %d × %d)', (_, pixelRatio, width, height, roundedWidth, roundedHeight) => {
    const [tile] = tilesInView([placed('a', { width, height })], { ...SHOWN, pixelRatio });
    expect(tile).toMatchObject({ width: roundedWidth, height: roundedHeight });
    expect(tileSchema.safeParse(tile).success).toBe(true);
  });

  test('small changes of size tell nothing new', () => {
    const at = (width: number) => JSON.stringify(tilesInView([placed('a', { width })], SHOWN));
    expect(at(314)).toBe(at(326));
    expect(at(314)).not.toBe(at(330));
  });

  test('a picture shown twice is told once, as the larger', () => {
    const tiles = tilesInView([placed('a', { isPinned: true }), placed('a', { width: 1_280, height: 720 })], SHOWN);
    expect(tiles).toEqual([{ peerId: 'a', source: 'camera', width: 1_280, height: 720, pinned: true }]);
  });

  test('a person and what they share are two', () => {
    expect(tilesInView([placed('a'), placed('a', { source: 'screen' })], SHOWN)).toHaveLength(2);
  });
});
