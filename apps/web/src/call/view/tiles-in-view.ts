import type { Tile } from '@plenary/protocol';

/** A tile as it lies on the page. */
export interface PlacedTile {
  readonly peerId: string;
  readonly source: Tile['source'];
  readonly isPinned: boolean;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether any of it can be seen while the page can. */
  readonly isVisible: boolean;
}

export interface PageView {
  /** In another tab, or minimised: nothing of the page can be seen. */
  readonly isHidden: boolean;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

/** Sizes are told in steps of so many device pixels: the layers lie much further apart. */
const STEP = 16;
/** The largest that the protocol takes. */
const LARGEST = 16_384;
/** Phones have three and more device pixels to one of CSS, finer than a moving picture is seen at arm's length. */
const FINEST_RATIO = 2;

/** What to tell the server of the tiles of a page: those that can be seen, each once, at the size it needs. */
export function tilesInView(placed: Iterable<PlacedTile>, page: PageView): Tile[] {
  const tiles = new Map<string, Tile>();
  if (page.isHidden) {
    return [];
  }
  const ratio = Math.min(page.pixelRatio, FINEST_RATIO);
  for (const { peerId, source, isPinned, width, height, isVisible } of placed) {
    if (!isVisible || width <= 0 || height <= 0) {
      continue;
    }
    const key = `${peerId} ${source}`;
    const twin = tiles.get(key);
    tiles.set(key, {
      peerId,
      source,
      width: Math.max(toStep(width * ratio), twin?.width ?? 0),
      height: Math.max(toStep(height * ratio), twin?.height ?? 0),
      pinned: isPinned || twin?.pinned === true,
    });
  }
  return [...tiles.values()];
}

function toStep(pixels: number): number {
  return Math.min(LARGEST, Math.max(STEP, Math.round(pixels / STEP) * STEP));
}
