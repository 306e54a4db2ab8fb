/** A constant of the verdict, with two other values that it might have. */
export interface VariedConstant {
  readonly name: string;
  /** The present value, as {@link numberOf} reads it; `others` are two that might take its place. */
  readonly value: string;
  readonly others: readonly [string, string];
  /** The shape that asks for the constant, or the reason why it is there. */
  readonly askedForBy: string;
  /** True where the constant matters for memory without samples alone. */
  readonly isOfSizes?: true;
}

/** Every constant of `src/growth/constants.ts`. */
export const VARIED_CONSTANTS: readonly VariedConstant[] = [
  {
    name: 'LEAST_PART_SHARE',
    value: '1/3',
    others: ['1/5', '1/2'],
    askedForBy:
      'bursts and steps, whose growth lies in one part; the other conditions exclude those simulated here as well',
  },
  {
    name: 'LEAST_STEADINESS',
    value: '0.7',
    others: ['0.5', '0.8'],
    askedForBy: 'caches that fill for two thirds of the span (`long-filling`)',
  },
  {
    name: 'LEAST_SURVIVING_SHARE',
    value: '1/2',
    others: ['1/4', '3/4'],
    askedForBy:
      'queues and caches with a time to live; the other conditions exclude those simulated here as well, and more would lose leaks',
  },
  {
    name: 'LEAST_BIRTHS_PER_DEATH',
    value: '2',
    others: ['1', '4'],
    askedForBy:
      'turnover under a changing load; no shape here needs it, and it costs time with leaks beside much turnover',
  },
  { name: 'LEAST_DISPERSION_GAPS', value: '6', others: ['3', '12'], askedForBy: 'what comes in bursts (`batches`)' },
  {
    name: 'LEAST_SITES',
    value: '50',
    others: ['5', '500'],
    askedForBy:
      'processes of few sites: the evidence does not depend on how many have samples; leaks are found hardly sooner or later',
  },
  {
    name: 'LEAST_RECURRING_SHARE',
    value: '0.6',
    others: ['0.3', '0.8'],
    askedForBy: 'functions that call many others, each of which grows once to three times for good (`plateau`)',
  },
  {
    name: 'CALLERS_SHARE',
    value: '1/4',
    others: ['1/20', '1/2'],
    askedForBy: 'callers, of which there may be more than sites; a leak at a site takes hardly more samples for it',
  },
  {
    name: 'MOST_FALSE_ALARM_PROBABILITY',
    value: '0.01',
    others: ['0.001', '0.05'],
    askedForBy:
      'settings that allow hundreds of false alarms a week, such as a demonstration; the defaults never reach it',
  },
  {
    name: 'MOST_FALSE_GROWTH_PROBABILITY',
    value: '0.001',
    others: ['0.0001', '0.01'],
    askedForBy: 'the states `growing` and `shrinking`, which no shape here counts: 16 samples that stay are `growing`',
  },
  {
    name: 'MOST_PARTS',
    value: '5',
    others: ['4', '8'],
    askedForBy: '`daily-load` for five parts, leaks beside turnover for no more',
  },
  {
    name: 'LEAST_PARTS',
    value: '3',
    others: ['2', '4'],
    askedForBy: 'processes with few collections; those here collect often enough to have five parts',
  },
  {
    name: 'LEAST_SPAN_GAPS',
    value: '8',
    others: ['4', '11'],
    askedForBy: 'bursts between few collections; those here collect often enough',
  },
  { name: 'SPAN_DOUBLINGS', value: '6', others: ['4', '7'], askedForBy: 'slow leaks, and leaks that follow the day' },
  {
    name: 'SPANS_PER_DOUBLING',
    value: '2',
    others: ['1', '4'],
    askedForBy: 'slow leaks, against the evaluations that each span adds',
  },
  {
    name: 'CHECKPOINTS_PER_SPAN',
    value: '12',
    others: ['9', '24'],
    askedForBy: 'five parts of even length; fewer take less memory',
  },
  {
    name: 'EARLY_ROOM_SHARE',
    value: '1/4',
    others: ['1/8', '1/2'],
    askedForBy: 'processes that run out of heap within the hour, against caches that fill at start',
  },
  {
    name: 'EARLY_LIMIT_SHARE',
    value: '1/16',
    others: ['1/32', '1/8'],
    askedForBy: 'a heap that a leak of days has filled, in which each growth takes a quarter of what is left',
  },
  {
    name: 'EARLY_SPAN_SHARE',
    value: '1/6',
    others: ['1/12', '1/3'],
    askedForBy: 'fifty caches that fill at start together, whose growth seems even for some minutes',
  },
  {
    name: 'EARLY_HALVINGS',
    value: '7',
    others: ['5', '9'],
    askedForBy: 'processes that run out of heap within a minute',
  },
  {
    name: 'EARLY_SHARE',
    value: '0.1',
    others: ['0.02', '0.5'],
    askedForBy: 'growth that is a danger to the limit, which has many times the samples that it takes',
  },
  {
    name: 'EVALUATIONS_PER_SPAN',
    value: '12',
    others: ['6', '24'],
    askedForBy: 'how late a leak is seen, against the evidence that so many evaluations ask for',
  },
  {
    name: 'CHECKPOINT_GAP_SHARE',
    value: '1/6',
    others: ['1/3', '1/12'],
    askedForBy: 'parts of even length in long spans, against memory',
  },
  {
    name: 'RECENT_GAP_SHARE',
    value: '1/3',
    others: ['1/6', '2/3'],
    askedForBy: 'states in the first minutes, and leaks that fill the heap in minutes, against memory',
  },
  {
    name: 'HISTORY_REACH',
    value: '1.25',
    others: ['1', '2'],
    askedForBy: 'the longest span, of 64 hours; no leak here needs that',
  },
  {
    name: 'RECENT_SPAN_SHARE',
    value: '1/2',
    others: ['1/4', '1'],
    askedForBy: 'leaks that have stopped, which a longer span would find again',
  },
  {
    name: 'OVER_SHARE',
    value: '1/3',
    others: ['1/6', '2/3'],
    askedForBy: 'leaks that follow the day, against leaks that have stopped',
  },
  {
    name: 'OVER_SPAN_SHARE',
    value: '1/2',
    others: ['1/4', '1'],
    askedForBy: 'leaks that have stopped, against leaks that falter',
  },
  { name: 'OVER_CONFIDENCE', value: '0.95', others: ['0.8', '0.99'], askedForBy: 'leaks that falter' },
  {
    name: 'LEAST_TREND_BYTES',
    value: '16 MiB',
    others: ['4 MiB', '64 MiB'],
    askedForBy: 'allocators, whose pages come and go (`allocator`)',
    isOfSizes: true,
  },
  {
    name: 'LEAST_TREND_SPAN_SECONDS',
    value: '20',
    others: ['5', '60'],
    askedForBy: 'pages that are given back late, where the span is short (`late-pages`)',
    isOfSizes: true,
  },
  {
    name: 'MINIMA_PER_SPAN',
    value: '12',
    others: ['9', '24'],
    askedForBy: 'Buffers that pile up and are released (`buffer-sawtooth`)',
    isOfSizes: true,
  },
];

/** The number that a text such as `0.7`, `1/3` or `16 MiB` stands for. */
export function numberOf(text: string): number {
  const [, mebibytes] = /^(\d+) MiB$/.exec(text) ?? [];
  if (mebibytes !== undefined) return Number(mebibytes) * 2 ** 20;
  const [numerator, denominator = '1'] = text.split('/');
  return Number(numerator) / Number(denominator);
}
