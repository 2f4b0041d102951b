import { expect, test } from '@jest/globals';
import { draw } from '../../../tools/bench/draw.ts';
import { bars } from '../../../tools/bench/plot.ts';
import { slopeOf, spreadOf } from '../../../tools/bench/spread.ts';

test('a spread is the median with its range', () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test('the slope of least squares, and the exponent of a power', () => {
  expect(slopeOf([[0, 1], [1, 3], [2, 5]])).toBeCloseTo(2);
  // Above and below the line by the same: the outer points decide nothing alone.
  expect(slopeOf([[0, 1], [1, 0], [2, 3], [3, 2]])).toBeCloseTo(0.6);
  expect(slopeOf([10, 20, 40, 80].map((n) => [Math.log(n), Math.log(3 * n ** 2)] as const))).toBeCloseTo(2);
});

test('pictures name what they show', () => {
  const svg = draw(bars('CPU per packet', [['Plenary', [11, 12, 13]], ['bare mediasoup', [10]]], 'µs'));
  expect(svg).toMatch(/^<svg /u);
  for (const text of ['CPU per packet', 'Plenary', 'bare mediasoup', 'µs']) {
    expect(svg).toContain(`>${text}<`);
  }
  const lines = draw({ kind: 'lines', title: 'Growth', x: 'n', y: 'ms', scale: 'log', lines: [{ label: 'ours', points: [[10, 20], [80, 160]] }] });
  expect(lines).toContain('>ours<');
});
