import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { figure, within } from '../../support/fault-record.ts';
import { Film } from '../../support/frames.ts';
import { faultsPage, type Kept } from '../../../tools/faults/page.ts';
import { divideAmongThreads } from '../../../tools/faults/scheduling.ts';

describe('a film', () => {
  const film = new Film({} as Page);
  film.frames.push([1_000, 180], [1_100, 180], [1_900, 360], [2_000, 360]);

  test('tells the longest time without a picture, those at both ends included', () => {
    expect(film.longestGap(1_000, 2_000)).toBe(800);
    expect(film.longestGap(0, 2_000)).toBe(1_000);
    expect(film.longestGap(1_950, 5_000)).toBe(3_000);
    expect(film.longestGap(5_000, 6_000)).toBe(1_000);
  });

  test('counts pictures and changes of size', () => {
    expect(film.rate(1_000, 2_000)).toBe(3);
    expect(film.switches(0, 3_000)).toBe(1);
    expect(film.firstAfter(1_150)).toBe(1_900);
    expect(film.firstAfter(2_001)).toBeNull();
  });
});

test('a figure keeps its bar at each share that is limited; what never came does not', () => {
  expect(within(figure('gap', 'ms', [1, 2, 3], { max: 3 }))).toBe(true);
  expect(within(figure('gap', 'ms', [1, 2, 4], { p50: 2, max: 3 }))).toBe(false);
  expect(within(figure('gap', 'ms', [Infinity], { p95: 1_000 }))).toBe(false);
  expect(within(figure('gap', 'ms', [], { p95: 1_000 }))).toBe(false);
});

describe('the page of faults', () => {
  const rows = ['F1', 'F2', 'F3'].map((id) => ({ id, fault: 'it breaks', expected: 'it mends', bar: '≤ 1 s' }));
  const kept: Kept = {
    id: 'F1', injected: 2, recovered: 2, met: true, at: 1_800_000_000, cpus: 2, load: 0.5,
    figures: [figure('gap', 'ms', [100.04, 300, 200], { max: 500 }, [66])],
  };

  test('has a row for each, measured or not', () => {
    const page = faultsPage(rows, [kept], new Set(['F1', 'F2']));
    expect(page).toContain('| F1 | it breaks | it mends | ≤ 1 s | 2 of 2 back; gap p50 200, p95 300, max 300 ms (n 3) | p50 66, max 66 ms | met |');
    expect(page).toContain('not measured yet');
    expect(page).toContain('no test yet');
    // Records from before this was looked at were made with the kernel as it comes.
    expect(page).toContain('| F1 | 2027-01-15 | 2, sessions | 0.5 |');
    expect(faultsPage(rows, [{ ...kept, scheduling: 'threads' }], new Set())).toContain('| F1 | 2027-01-15 | 2, threads | 0.5 |');
  });

  test('says what was missed, and what never came', () => {
    const lost: Kept = JSON.parse(JSON.stringify({ ...kept, variant: '5 s', recovered: 1, met: false, figures: [figure('gap', 'ms', [Infinity])] }));
    expect(faultsPage(rows, [kept, lost], new Set())).toMatch(/5 s: 1 of 2 back; gap never ms.*\*\*missed\*\*/u);
  });
});

describe('the cores are divided among threads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-autogroup-'));
  const setting = join(folder, 'sched_autogroup_enabled');
  const lines: unknown[] = [];
  const say = (line: string): void => void lines.push(line);
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => void lines.splice(0));

  test('for as long as it is measured, and as before after that', () => {
    writeFileSync(setting, '1\n');
    const { scheduling, restore } = divideAmongThreads(setting, say);
    expect([scheduling, readFileSync(setting, 'utf8')]).toEqual(['threads', '0']);
    restore();
    expect(readFileSync(setting, 'utf8').trim()).toBe('1');
    expect(lines).toHaveLength(1);
  });

  test.each([['the kernel does so by itself', '0\n'], ['the kernel knows no other way', null]])('where %s, nothing is changed', (_where, content) => {
    const file = content === null ? join(folder, 'none') : setting;
    if (content !== null) {
      writeFileSync(file, content);
    }
    const { scheduling, restore } = divideAmongThreads(file, say);
    restore();
    expect([scheduling, content === null ? null : readFileSync(file, 'utf8'), lines]).toEqual(['threads', content, []]);
  });
});
