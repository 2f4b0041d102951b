import { spreadOf, type Spread } from './spread.ts';

/** What a picture on the page shows; plain data, so that it is kept with the figures. */
export type Plot = BarPlot | LinePlot;

/** Bars from zero to the median, with a whisker over the range. */
export interface BarPlot {
  readonly kind: 'bars';
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly (Spread & { readonly label: string })[];
}

/** Points joined by lines, each line with a name. */
export interface LinePlot {
  readonly kind: 'lines';
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** `log` has both axes logarithmic: a power of x is a straight line whose slope is the exponent. */
  readonly scale: 'linear' | 'log';
  readonly lines: readonly { readonly label: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

/** @param entries each a name and what was measured of it, once or more often */
export function bars(title: string, entries: readonly (readonly [label: string, figures: readonly number[]])[], unit: string): BarPlot {
  return { kind: 'bars', title, unit, bars: entries.map(([label, figures]) => ({ label, ...spreadOf(figures) })) };
}
