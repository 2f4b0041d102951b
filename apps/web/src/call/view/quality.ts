import type { Tile } from '@plenary/protocol';

/** The size of picture that a person asks for: what fits each tile, or so many lines. */
export const QUALITIES = ['auto', 720, 360, 180] as const;
export type Quality = (typeof QUALITIES)[number];

const WIDE = 16 / 9;

/** Tiles that differ by less are of the same size. */
const SAME = 0.9;

/**
 * The tiles as they are told to the server for a chosen quality: the largest, or all that are as large, are taken to
 * be of that size whatever they really are, the others to be that large at the most. Screens are sent whole anyhow.
 */
export function applyQuality(tiles: readonly Tile[], quality: Quality): Tile[] {
  if (quality === 'auto') {
    return [...tiles];
  }
  const largest = Math.max(0, ...tiles.map(area));
  return tiles.map((tile) =>
    area(tile) >= SAME * largest || lines(tile) > quality ? { ...tile, width: Math.round(quality * WIDE), height: quality } : tile);
}

function area({ width, height }: Tile): number {
  return width * height;
}

/** The lines of a wide picture that covers the tile. */
function lines({ width, height }: Tile): number {
  return Math.max(height, width / WIDE);
}
