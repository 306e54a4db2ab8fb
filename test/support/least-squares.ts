/** A straight line through points: its slope, and the slope's standard error from the scatter about the line. */
export interface Line {
  readonly slope: number;
  readonly standardError: number;
}

/** Fits a line by least squares; there have to be three points or more. */
export function leastSquares(points: ReadonlyArray<{ readonly x: number; readonly y: number }>): Line {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const scatter = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, standardError: Math.sqrt(scatter / (points.length - 2) / spread) };
}
