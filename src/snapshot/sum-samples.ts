import type { SampleTable } from '../v8/profile.js';
import { addSample, emptyTally, sampleVariance, type Tally } from './estimate.js';

/**
 * Adds up the samples of a table.
 *
 * @param isCounted decides by a sample's row whether it is added; without it all are
 */
export function sumSamples(
  { count, weightBytes }: Pick<SampleTable, 'count' | 'weightBytes'>,
  sampleIntervalBytes: number,
  isCounted: (row: number) => boolean = () => true,
): Tally {
  const sum = emptyTally();
  for (let row = 0; row < count; row += 1) {
    if (!isCounted(row)) continue;
    const weight = weightBytes[row] ?? 0;
    addSample(sum, weight, sampleVariance(weight, sampleIntervalBytes));
  }
  return sum;
}
