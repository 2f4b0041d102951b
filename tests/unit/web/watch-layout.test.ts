import { describe, expect, test } from '@jest/globals';
import { arrange, layoutFor, type Cell, type OnStage } from '../../../apps/web/src/screens/watch/stage/arrange.ts';

const DESKTOP = { width: 1400, height: 760 };
const PHONE = { width: 374, height: 690 };

const stage = (people: number, parts: Partial<OnStage> = {}): OnStage => {
  const ids = Array.from({ length: people }, (_, i) => `p${i}`);
  return { people: ids, sharers: [], speaker: ids[0] ?? null, ...parts };
};

const isInside = (box: { width: number; height: number }) => ({ x, y, width, height }: Cell): boolean =>
  x >= 0 && y >= 0 && x + width <= box.width + 1 && y + height <= box.height + 1;

const overlap = (a: Cell, b: Cell): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the layout in effect', () => {
  test.each([
    ['one person is shown large', 'auto', stage(1), 'speaker'],
    ['a few are shown as equals', 'auto', stage(4), 'grid'],
    ['of many the one who speaks is shown large', 'auto', stage(5), 'speaker'],
    ['a shared screen comes before the people', 'auto', stage(3, { sharers: ['p1'] }), 'screen'],
    ['a choice holds', 'grid', stage(1, { sharers: ['p0'] }), 'grid'],
    ['a screen that nobody shares can’t be shown', 'screen', stage(2), 'grid'],
  ] as const)('%s', (_what, choice, onStage, layout) => {
    expect(layoutFor(choice, onStage)).toBe(layout);
  });
});

describe('the places of the tiles', () => {
  const cases = (['speaker', 'grid', 'screen'] as const).flatMap((layout) =>
    [['desktop', DESKTOP], ['phone', PHONE]].flatMap(([name, box]) =>
      [1, 2, 5, 12, 40].map((people) => ({ name: `${layout} of ${people} on a ${name as string}`, layout, box: box as typeof PHONE, people }))));

  test.each(cases)('lie within the box and beside each other: $name', ({ layout, box, people }) => {
    const cells = arrange(layout, stage(people, { sharers: layout === 'screen' ? ['p0'] : [] }), box);
    expect(cells.every(isInside(box))).toBe(true);
    expect(cells.every(({ width, height }) => width > 60 && height > 40)).toBe(true);
    expect(cells.some((a, i) => cells.slice(i + 1).some((b) => overlap(a, b)))).toBe(false);
    expect(new Set(cells.map(({ key }) => key)).size).toBe(cells.length);
  });

  test('who speaks has the large one, the others stand beside', () => {
    const cells = arrange('speaker', stage(4, { speaker: 'p2' }), DESKTOP);
    const large = cells.find(({ isLarge }) => isLarge);
    expect(large?.key).toBe('p2:camera');
    expect(large?.width).toBeGreaterThan(1000);
    expect(cells).toHaveLength(4);
  });

  test('with a screen only who speaks is shown beside it, and the newest screen counts', () => {
    const cells = arrange('screen', stage(6, { sharers: ['p1', 'p4'], speaker: 'p3' }), DESKTOP);
    expect(cells.map(({ key, isLarge }) => [key, isLarge])).toEqual([['p4:screen', true], ['p3:camera', false]]);
  });

  test('a lone picture is the large one, in the middle of a phone', () => {
    const [cell, ...none] = arrange('speaker', stage(1), PHONE);
    expect(none).toEqual([]);
    expect(cell).toMatchObject({ isLarge: true, x: 0, width: 374, height: 210, y: 240 });
  });

  test('nothing without people or space', () => {
    expect(arrange('speaker', stage(0), DESKTOP)).toEqual([]);
    expect(arrange('grid', stage(3), { width: 0, height: 0 })).toEqual([]);
  });
});
