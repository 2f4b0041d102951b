/*
 * Where the tiles of the viewing page lie. Pure; in CSS pixels.
 */
import {
  bestGrid, pageCapacity, placeTiles, rulesFor, stripRulesFor, type Box, type Place, type TileRules,
} from '../../call/layout/grid';
import { tileKey, type TileKey } from '../../call/layout/view';

/** What a viewer can choose; `auto` goes by what is on the stage. */
export const LAYOUT_CHOICES = ['auto', 'speaker', 'grid', 'screen'] as const;
export type LayoutChoice = (typeof LAYOUT_CHOICES)[number];
/** `speaker`: who speaks large, the others beside; `screen`: the shared screen large, who speaks beside. */
export type Layout = Exclude<LayoutChoice, 'auto'>;

export interface OnStage {
  /** In the order of their tiles. */
  readonly people: readonly string[];
  /** Those of them who share their screen, in the order in which they began. */
  readonly sharers: readonly string[];
  /** Who speaks, or spoke last; one of the people. */
  readonly speaker: string | null;
}

export interface Cell extends Place {
  readonly key: TileKey;
  readonly isLarge: boolean;
}

const WIDE = 16 / 9;
const GAP = 10;
/** Up to so many are shown as equals; of more the one who speaks is shown large. */
const MOST_EQUALS = 4;
const STRIP = { min: 144, max: 288, share: 0.17 } as const;

/** The layout in effect. A screen that nobody shares can't be shown. */
export function layoutFor(choice: LayoutChoice, { people, sharers }: OnStage): Layout {
  if (choice === 'grid' || choice === 'speaker') {
    return choice;
  }
  if (sharers.length > 0) {
    return 'screen';
  }
  return people.length > 1 && people.length <= MOST_EQUALS ? 'grid' : 'speaker';
}

/** The tiles to show, with their places. Those for whom there is no space are left out, who spoke last stay. */
export function arrange(layout: Layout, onStage: OnStage, box: Box): readonly Cell[] {
  if (box.width <= 0 || box.height <= 0) {
    return [];
  }
  const { people, sharers, speaker } = onStage;
  const share = sharers.at(-1);
  const cameras = people.map((id) => tileKey(id, 'camera'));
  if (layout === 'grid') {
    return grid([...sharers.map((id) => tileKey(id, 'screen')), ...cameras], box, rulesFor(box));
  }
  const talking = speaker === null ? undefined : tileKey(speaker, 'camera');
  if (layout === 'screen' && share !== undefined) {
    return focus(tileKey(share, 'screen'), talking === undefined ? [] : [talking], box);
  }
  return talking === undefined ? [] : focus(talking, cameras.filter((key) => key !== talking), box);
}

function grid(keys: readonly TileKey[], box: Box, rules: TileRules): readonly Cell[] {
  const shown = keys.slice(0, pageCapacity(box, rules));
  const places = placeTiles(shown.length, bestGrid(shown.length, box, rules), box, rules.gap);
  return places.map((place, i) => ({ ...place, key: shown[i] as TileKey, isLarge: shown.length === 1 }));
}

function focus(large: TileKey, rest: readonly TileKey[], box: Box): readonly Cell[] {
  return box.width < box.height ? upright(large, rest, box) : sideways(large, rest, box);
}

/** A phone held upright: the large tile above, the others below. */
function upright(large: TileKey, rest: readonly TileKey[], box: Box): readonly Cell[] {
  const height = Math.min(Math.floor(box.width / WIDE), box.height);
  const below: Box = { width: box.width, height: Math.max(0, box.height - height - GAP) };
  const others = below.height === 0 ? [] : grid(rest, below, stripRulesFor(below));
  // The grid lies in the middle of its space. What it leaves free above goes above the large tile instead.
  const top = others[0]?.y ?? Math.round((box.height - height) / 2);
  const main: Cell = { key: large, isLarge: true, x: 0, y: top, width: Math.floor(box.width), height };
  return [main, ...others.map((cell) => ({ ...cell, isLarge: false, y: cell.y + height + GAP }))];
}

/** A wide window: the others stand in a strip at the right. */
function sideways(large: TileKey, rest: readonly TileKey[], box: Box): readonly Cell[] {
  const width = rest.length === 0 ? 0 : Math.round(Math.min(STRIP.max, Math.max(STRIP.min, box.width * STRIP.share)));
  const free: Box = { width: box.width - (width === 0 ? 0 : width + GAP), height: box.height };
  const whole = { x: 0, y: 0, width: Math.floor(free.width), height: Math.floor(free.height) };
  const rules = { ...rulesFor(box), minAspect: WIDE, maxAspect: WIDE };
  // A screen has any shape and is shown uncropped: it gets all the space.
  const place = large.endsWith(':screen') ? whole : (placeTiles(1, bestGrid(1, free, rules), free, 0)[0] ?? whole);
  const strip: Box = { width, height: box.height };
  const others = width === 0 ? [] : grid(rest, strip, { ...rules, gap: 8, minTileWidth: width, maxTiles: 12 });
  return [
    { ...place, key: large, isLarge: true },
    ...others.map((cell) => ({ ...cell, isLarge: false, x: cell.x + free.width + GAP })),
  ];
}
