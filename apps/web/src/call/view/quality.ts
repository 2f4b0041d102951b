import type { Tile } from '@plenary/protocol';

/** The size of picture that a person asks for: what fits each tile, or so many lines. */
export const QUALITIES = ['auto', 720, 360, 180] as const;
export type Quality = (typeof QUALITIES)[number];

const WIDE = 16 / 9;

/**
 * The tiles as they are told to the server for a chosen quality: the largest is taken to be of that size whatever it
 * really is, the others to be that large at the most. Screens are sent whole anyhow.
 */
export function applyQuality(tiles: readonly Tile[], quality: Quality): Tile[] {
  if (quality === 'auto') {
    return [...tiles];
  }
  const largest = tiles.reduce<Tile | null>((best, tile) => (best === null || area(tile) > area(best) ? tile : best), null);
  return tiles.map((tile) =>
    tile === largest || lines(tile) > quality ? { ...tile, width: Math.round(quality * WIDE), height: quality } : tile);
}

function area({ width, height }: Tile): number {
  return width * height;
}

/** The lines of a wide picture that covers the tile. */
function lines({ width, height }: Tile): number {
  return Math.max(height, width / WIDE);
}
