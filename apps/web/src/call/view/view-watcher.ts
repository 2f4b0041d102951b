import type { Tile } from '@plenary/protocol';
import { applyQuality, type Quality } from './quality';
import { tilesInView, type PlacedTile } from './tiles-in-view';

/** What a tile shows. */
export type TileIdentity = Pick<PlacedTile, 'peerId' | 'source' | 'isPinned'>;

interface Watched {
  readonly identity: TileIdentity;
  /** `null` until the browser has told. */
  size: { readonly width: number; readonly height: number } | null;
  isVisible: boolean | null;
}

/**
 * Watches the video tiles of the page, and reports which can be seen and how large: once per frame at the most,
 * at once when the page is hidden or shown again. It listens to the page for as long as there are tiles.
 */
export class ViewWatcher {
  readonly #report: (tiles: Tile[]) => void;
  readonly #tiles = new Map<Element, Watched>();
  readonly #sizes = new ResizeObserver((entries) => this.#resized(entries));
  readonly #sights = new IntersectionObserver((entries) => this.#sighted(entries));
  #frame: number | null = null;
  #quality: Quality = 'auto';

  constructor(report: (tiles: Tile[]) => void) {
    this.#report = report;
  }

  /** @returns how to stop watching the tile */
  watch(element: Element, identity: TileIdentity): () => void {
    if (this.#tiles.size === 0) {
      this.#listen('addEventListener');
    }
    this.#tiles.set(element, { identity, size: null, isVisible: null });
    this.#sizes.observe(element);
    this.#sights.observe(element);
    if (document.hidden) {
      // The observers are silent until the page is seen.
      this.#look();
    }
    return () => {
      this.#tiles.delete(element);
      this.#sizes.unobserve(element);
      this.#sights.unobserve(element);
      if (this.#tiles.size === 0) {
        this.#listen('removeEventListener');
      }
      this.#lookNextFrame();
    };
  }

  /** Asks for pictures of this quality from now on. */
  setQuality(quality: Quality): void {
    this.#quality = quality;
    this.#lookNextFrame();
  }

  #listen(change: 'addEventListener' | 'removeEventListener'): void {
    document[change]('visibilitychange', this.#look);
    document[change]('fullscreenchange', this.#lookNextFrame);
    document[change]('enterpictureinpicture', this.#lookNextFrame);
    document[change]('leavepictureinpicture', this.#look);
    // The page's zoom, or another screen with other pixels.
    window[change]('resize', this.#lookNextFrame);
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, contentRect } of entries) {
      const tile = this.#tiles.get(target);
      if (tile !== undefined) {
        tile.size = { width: contentRect.width, height: contentRect.height };
      }
    }
    this.#lookNextFrame();
  }

  #sighted(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const tile = this.#tiles.get(target);
      if (tile !== undefined) {
        tile.isVisible = isIntersecting;
      }
    }
    this.#lookNextFrame();
  }

  readonly #lookNextFrame = (): void => {
    this.#frame ??= requestAnimationFrame(this.#look);
  };

  readonly #look = (): void => {
    if (this.#frame !== null) {
      cancelAnimationFrame(this.#frame);
      this.#frame = null;
    }
    const tiles = [...this.#tiles];
    // A report without the tiles that just came would have their pictures stopped for a moment.
    if (!document.hidden && tiles.some(([, { size, isVisible }]) => size === null || isVisible === null)) {
      return;
    }
    const front = document.fullscreenElement;
    // Seen in a window of its own, also while the page is in another tab. Not every browser has it.
    const floating = (document.pictureInPictureElement as Element | null | undefined) ?? null;
    const placed = tiles.map(([element, { identity, size, isVisible }]): PlacedTile => ({
      ...identity,
      width: size?.width ?? 0,
      height: size?.height ?? 0,
      isVisible: (floating !== null && element.contains(floating))
        || (!document.hidden && isVisible === true && (front === null || front.contains(element))),
    }));
    const isHidden = document.hidden && floating === null;
    this.#report(applyQuality(tilesInView(placed, { isHidden, pixelRatio: window.devicePixelRatio }), this.#quality));
  };
}
