/** A constant of the verdict, with two other values that it might have. */
export interface VariedConstant {
  readonly name: string;
  /** Its value, and two others, as {@link numberOf} reads them. */
  readonly value: string;
  readonly others: readonly [string, string];
  /** The shape that asks for it, or why it is there. */
  readonly askedForBy: string;
  /** Memory without samples is all that it matters for. */
  readonly isOfSizes?: true;
}

/** Every constant of `src/growth/constants.ts`. */
export const VARIED_CONSTANTS: readonly VariedConstant[] = [
  { name: 'LEAST_PART_SHARE', value: '1/3', others: ['1/5', '1/2'], askedForBy: '' },
  { name: 'LEAST_STEADINESS', value: '0.7', others: ['0.5', '0.8'], askedForBy: '' },
  { name: 'LEAST_SURVIVING_SHARE', value: '1/2', others: ['1/4', '3/4'], askedForBy: '' },
  { name: 'LEAST_BIRTHS_PER_DEATH', value: '2', others: ['1', '4'], askedForBy: '' },
  { name: 'LEAST_DISPERSION_GAPS', value: '6', others: ['3', '12'], askedForBy: '' },
  { name: 'LEAST_SITES', value: '50', others: ['5', '500'], askedForBy: '' },
  { name: 'MOST_FALSE_ALARM_PROBABILITY', value: '0.01', others: ['0.001', '0.05'], askedForBy: '' },
  { name: 'MOST_PARTS', value: '5', others: ['4', '8'], askedForBy: '' },
  { name: 'LEAST_PARTS', value: '3', others: ['2', '4'], askedForBy: '' },
  { name: 'LEAST_SPAN_GAPS', value: '8', others: ['4', '11'], askedForBy: '' },
  { name: 'SPAN_DOUBLINGS', value: '6', others: ['4', '7'], askedForBy: '' },
  { name: 'SPANS_PER_DOUBLING', value: '2', others: ['1', '4'], askedForBy: '' },
  { name: 'CHECKPOINTS_PER_SPAN', value: '12', others: ['9', '24'], askedForBy: '' },
  { name: 'CHECKPOINT_GAP_SHARE', value: '1/6', others: ['1/3', '1/12'], askedForBy: '' },
  { name: 'HISTORY_REACH', value: '1.25', others: ['1', '2'], askedForBy: '' },
  { name: 'RECENT_SPAN_SHARE', value: '1/2', others: ['1/4', '1'], askedForBy: '' },
  { name: 'OVER_SHARE', value: '1/3', others: ['1/6', '2/3'], askedForBy: '' },
  { name: 'OVER_SPAN_SHARE', value: '1/2', others: ['1/4', '1'], askedForBy: '' },
  { name: 'OVER_CONFIDENCE', value: '0.95', others: ['0.8', '0.99'], askedForBy: '' },
  {
    name: 'LEAST_TREND_BYTES',
    value: '16 MiB',
    others: ['4 MiB', '64 MiB'],
    askedForBy: '',
    isOfSizes: true,
  },
  { name: 'LEAST_TREND_SPAN_SECONDS', value: '20', others: ['5', '60'], askedForBy: '', isOfSizes: true },
  { name: 'MINIMA_PER_SPAN', value: '12', others: ['9', '24'], askedForBy: '', isOfSizes: true },
];

/** The number that a text such as `0.7`, `1/3` or `16 MiB` stands for. */
export function numberOf(text: string): number {
  const [, mebibytes] = /^(\d+) MiB$/.exec(text) ?? [];
  if (mebibytes !== undefined) return Number(mebibytes) * 2 ** 20;
  const [numerator, denominator = '1'] = text.split('/');
  return Number(numerator) / Number(denominator);
}
