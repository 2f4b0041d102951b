import { describe, expect, test } from '@jest/globals';
import {
  bestGrid, pageCapacity, paginate, placeTiles, rulesFor, stripRulesFor, type Box,
} from '../../../apps/web/src/screens/call/layout/grid.ts';
import { bringForward, keepOrder } from '../../../apps/web/src/screens/call/layout/order.ts';

const DESKTOP: Box = { width: 1416, height: 740 };
const DESKTOP_WITH_PANEL: Box = { width: 1040, height: 740 };
const PHONE: Box = { width: 374, height: 680 };
const PHONE_LANDSCAPE: Box = { width: 820, height: 260 };
const STRIP: Box = { width: 232, height: 740 };
const TINY: Box = { width: 100, height: 60 };
const BOXES = { DESKTOP, DESKTOP_WITH_PANEL, PHONE, PHONE_LANDSCAPE };

describe('bestGrid', () => {
  test.each([
    [1, 1, 1], [2, 2, 1], [3, 2, 2], [4, 2, 2], [5, 3, 2], [9, 3, 3], [16, 4, 4], [25, 5, 5],
  ])('%i tiles on a desktop make %i columns and %i rows', (count, columns, rows) => {
    expect(bestGrid(count, DESKTOP, rulesFor(DESKTOP))).toMatchObject({ columns, rows });
  });

  test.each([[2, 1, 2], [3, 1, 3], [6, 2, 3], [8, 2, 4]])(
    '%i tiles on a phone make %i columns and %i rows', (count, columns, rows) => {
      expect(bestGrid(count, PHONE, rulesFor(PHONE))).toMatchObject({ columns, rows });
    },
  );

  test.each(Object.entries(BOXES))('keeps tiles inside the box, apart, and in shape: %s', (_, box) => {
    const rules = rulesFor(box);
    for (let count = 1; count <= 40; count += 1) {
      const grid = bestGrid(count, box, rules);
      const places = placeTiles(count, grid, box, rules.gap);
      expect(places).toHaveLength(count);
      const aspect = grid.tileWidth / grid.tileHeight;
      expect(aspect).toBeGreaterThan(rules.minAspect - 0.05);
      expect(aspect).toBeLessThan(rules.maxAspect + 0.05);
      for (const [index, place] of places.entries()) {
        expect(place.x).toBeGreaterThanOrEqual(0);
        expect(place.y).toBeGreaterThanOrEqual(0);
        expect(place.x + place.width).toBeLessThanOrEqual(box.width);
        expect(place.y + place.height).toBeLessThanOrEqual(box.height);
        const before = places[index - 1];
        if (before !== undefined && before.y === place.y) {
          expect(place.x - before.x).toBeGreaterThanOrEqual(before.width + rules.gap - 1);
        }
      }
    }
  });

  test('no other number of columns gives larger tiles', () => {
    const rules = rulesFor(DESKTOP);
    for (let count = 1; count <= 25; count += 1) {
      const grid = bestGrid(count, DESKTOP, rules);
      for (let columns = 1; columns <= count; columns += 1) {
        const rows = Math.ceil(count / columns);
        const width = Math.min(
          (DESKTOP.width - rules.gap * (columns - 1)) / columns,
          ((DESKTOP.height - rules.gap * (rows - 1)) / rows) * rules.maxAspect,
        );
        expect(grid.tileWidth).toBeGreaterThanOrEqual(Math.floor(width) - 1);
      }
    }
  });

  test('an empty or hidden box gives tiles without size and no error', () => {
    const none = { width: 0, height: 0 };
    expect(bestGrid(4, none, rulesFor(none))).toMatchObject({ tileWidth: 0, tileHeight: 0 });
    expect(placeTiles(0, bestGrid(0, none, rulesFor(none)), none, 8)).toEqual([]);
  });
});

test('a last row that is not full is centred', () => {
  const rules = rulesFor(DESKTOP);
  const grid = bestGrid(5, DESKTOP, rules);
  const places = placeTiles(5, grid, DESKTOP, rules.gap);
  const [left, right] = [places[3], places[4]];
  const middle = ((left?.x ?? 0) + (right?.x ?? 0) + grid.tileWidth) / 2;
  expect(Math.abs(middle - DESKTOP.width / 2)).toBeLessThanOrEqual(1);
});

describe('pages', () => {
  test('hold as many tiles as stay legible', () => {
    expect(pageCapacity(DESKTOP, rulesFor(DESKTOP))).toBe(25);
    expect(pageCapacity(PHONE, rulesFor(PHONE))).toBe(8);
    expect(pageCapacity(STRIP, stripRulesFor(STRIP))).toBeGreaterThanOrEqual(5);
    expect(pageCapacity(TINY, stripRulesFor(TINY))).toBe(1);
  });

  test.each([
    [0, DESKTOP, 1, 1], [25, DESKTOP, 1, 25], [26, DESKTOP, 2, 16], [30, DESKTOP, 2, 16], [200, DESKTOP, 8, 25],
    [8, PHONE, 1, 8], [9, PHONE, 2, 6], [30, PHONE, 4, 8],
  ])('%i tiles in %o make %i pages of %i: even ones, in whole rows', (count, box, pages, perPage) => {
    expect(paginate(count, box, rulesFor(box))).toEqual({ pages, perPage });
  });

  test('hold everyone, and none is empty', () => {
    for (const box of Object.values(BOXES)) {
      const rules = rulesFor(box);
      for (let count = 1; count <= 200; count += 1) {
        const { pages, perPage } = paginate(count, box, rules);
        expect(pages * perPage).toBeGreaterThanOrEqual(count);
        expect((pages - 1) * perPage).toBeLessThan(count);
      }
    }
  });
});

describe('order', () => {
  test('keeps places: leavers go, newcomers come last, oneself is first', () => {
    const first = keepOrder([], ['a', 'b', 'me', 'c'], 'me');
    expect(first).toEqual(['me', 'a', 'b', 'c']);
    expect(keepOrder(first, ['a', 'c', 'me', 'd'], 'me')).toEqual(['me', 'a', 'c', 'd']);
    expect(keepOrder(first, ['c', 'b', 'a', 'me'], 'me')).toBe(first);
  });

  test('a speaker of a later page changes places with the one who has been silent longest', () => {
    const order = ['me', 'a', 'b', 'c', 'd', 'e'];
    const spoke = new Map([['a', 5], ['b', 9], ['c', 7]]);
    expect(bringForward(order, ['e'], 4, 'me', spoke)).toEqual(['me', 'e', 'b', 'c', 'd', 'a']);
  });

  test('who never spoke goes before who spoke long ago', () => {
    expect(bringForward(['me', 'a', 'b', 'c', 'd'], ['d'], 4, 'me', new Map([['c', 1]])))
      .toEqual(['me', 'a', 'd', 'c', 'b']);
  });

  test('nobody moves when all speakers are on the first page, or all of the first page speak', () => {
    const order = ['me', 'a', 'b', 'c'];
    expect(bringForward(order, ['b'], 3, 'me', new Map())).toBe(order);
    expect(bringForward(order, ['a', 'b', 'c'], 3, 'me', new Map())).toBe(order);
  });
});
