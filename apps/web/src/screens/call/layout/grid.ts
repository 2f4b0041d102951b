/*
 * Geometry of the grid of tiles: numbers in, numbers out, in CSS pixels.
 */

/** The box that tiles may use. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** How tiles may look in a box. */
export interface TileRules {
  /** Space between tiles. */
  readonly gap: number;
  /** Narrowest and widest shape that a tile may have, as width divided by height. */
  readonly minAspect: number;
  readonly maxAspect: number;
  /** A page holds fewer tiles rather than narrower ones. */
  readonly minTileWidth: number;
  /** No page holds more tiles than this. */
  readonly maxTiles: number;
}

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** Where one tile lies, from the top left corner of the box. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const WIDE = 16 / 9;
// Below this width a box is a phone's, or a window as narrow as one: tiles may stand upright there.
const NARROW_BOX = 640;
const LOW_BOX = 340;

/** The rules for a box of this size: wide tiles on a desktop, up to upright ones on a phone. */
export function rulesFor(box: Box): TileRules {
  if (box.width < NARROW_BOX && box.width < box.height) {
    return { gap: 8, minAspect: 3 / 4, maxAspect: WIDE, minTileWidth: 140, maxTiles: 8 };
  }
  // A phone held sideways is as low as this: tiles are held as near to the eye as on a phone held upright.
  const minTileWidth = box.height < LOW_BOX ? 150 : 210;
  return { gap: 10, minAspect: WIDE, maxAspect: WIDE, minTileWidth, maxTiles: 25 };
}

// A strip wider than this lies below what is large instead of standing beside it.
const WIDEST_STRIP = 300;

/** The rules for the tiles beside a screen share, or below it on a phone held upright. */
export function stripRulesFor(box: Box): TileRules {
  return box.width > WIDEST_STRIP
    ? { gap: 8, minAspect: 1, maxAspect: WIDE, minTileWidth: 112, maxTiles: 9 }
    : { gap: 8, minAspect: WIDE, maxAspect: WIDE, minTileWidth: box.width * 0.88, maxTiles: 12 };
}

/**
 * The columns and rows that give `count` tiles the largest area. Of two equal ones the fuller grid wins.
 * Sizes are rounded down to whole pixels, so that tiles never spill over the box.
 */
export function bestGrid(count: number, box: Box, rules: TileRules): Grid {
  let best: Grid = { columns: 1, rows: 1, tileWidth: 0, tileHeight: 0 };
  let bestArea = -1;
  let bestEmpty = Infinity;
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const { width, height } = tileSize(columns, rows, box, rules);
    const area = width * height;
    const empty = columns * rows - count;
    if (area > bestArea || (area === bestArea && empty < bestEmpty)) {
      best = { columns, rows, tileWidth: width, tileHeight: height };
      bestArea = area;
      bestEmpty = empty;
    }
  }
  return best;
}

function tileSize(columns: number, rows: number, box: Box, rules: TileRules): { width: number; height: number } {
  let width = Math.max(0, (box.width - rules.gap * (columns - 1)) / columns);
  let height = Math.max(0, (box.height - rules.gap * (rows - 1)) / rows);
  if (width > height * rules.maxAspect) {
    width = height * rules.maxAspect;
  } else if (width < height * rules.minAspect) {
    height = width / rules.minAspect;
  }
  return { width: Math.floor(width), height: Math.floor(height) };
}

/** The place of each tile, row by row: the grid is centred in the box, and so is a last row that is not full. */
export function placeTiles(count: number, grid: Grid, box: Box, gap: number): readonly Place[] {
  const { columns, rows, tileWidth: width, tileHeight: height } = grid;
  const top = (box.height - rows * height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (box.width - inRow * width - (inRow - 1) * gap) / 2;
    return {
      x: Math.round(left + (index - row * columns) * (width + gap)),
      y: Math.round(top + row * (height + gap)),
      width,
      height,
    };
  });
}

/** How many tiles a page of this size takes before they get narrower than the rules allow; at least 1. */
export function pageCapacity(box: Box, rules: TileRules): number {
  let capacity = 1;
  for (let count = 2; count <= rules.maxTiles; count += 1) {
    if (bestGrid(count, box, rules).tileWidth >= Math.min(rules.minTileWidth, Math.floor(box.width))) {
      capacity = count;
    }
  }
  return capacity;
}

/**
 * Pages for `count` tiles and the tiles on each: about evenly filled, so that the last page is not left with one,
 * and in whole rows where the page takes as many.
 */
export function paginate(count: number, box: Box, rules: TileRules): { pages: number; perPage: number } {
  const capacity = pageCapacity(box, rules);
  const pages = Math.max(1, Math.ceil(count / capacity));
  const even = Math.max(1, Math.ceil(count / pages));
  if (pages === 1) {
    return { pages, perPage: even };
  }
  const { columns } = bestGrid(even, box, rules);
  return { pages, perPage: Math.min(capacity, Math.ceil(even / columns) * columns) };
}
