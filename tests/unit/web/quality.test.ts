import { describe, expect, test } from '@jest/globals';
import type { Tile } from '../../../packages/protocol/src/index.ts';
import { applyQuality } from '../../../apps/web/src/call/view/quality.ts';

const tile = (peerId: string, width: number, height: number): Tile => ({ peerId, source: 'camera', width, height, pinned: false });
const sizes = (tiles: readonly Tile[]) => tiles.map(({ width, height }) => [width, height]);

describe('a chosen quality', () => {
  const tiles = [tile('small', 320, 176), tile('large', 1408, 800), tile('middle', 640, 368)];

  test('automatic tells the tiles as they are', () => {
    expect(applyQuality(tiles, 'auto')).toEqual(tiles);
  });

  test('gives the largest tile that size, and the others no more than that', () => {
    expect(sizes(applyQuality(tiles, 180))).toEqual([[320, 176], [320, 180], [320, 180]]);
    expect(sizes(applyQuality(tiles, 360))).toEqual([[320, 176], [640, 360], [640, 360]]);
  });

  test('raises the largest only', () => {
    expect(sizes(applyQuality([tile('a', 320, 176), tile('b', 160, 96)], 720))).toEqual([[1280, 720], [160, 96]]);
  });

  test('raises all that are the largest', () => {
    expect(sizes(applyQuality([tile('a', 624, 352), tile('b', 624, 352)], 720))).toEqual([[1280, 720], [1280, 720]]);
  });

  test('of a page that shows nothing asks for nothing', () => {
    expect(applyQuality([], 720)).toEqual([]);
  });
});
