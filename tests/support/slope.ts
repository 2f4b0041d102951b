/** A straight line through points, by least squares. */
export interface Line {
  /** Of y for each x. */
  readonly slope: number;
  /** Standard error of the slope: the points lie so unevenly that it could as well be so much more or less. */
  readonly error: number;
}

/** @param points at least three */
export function lineThrough(points: readonly (readonly [x: number, y: number])[]): Line {
  const n = points.length;
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / n;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (n - 2) / spread) };
}
