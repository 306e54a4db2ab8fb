import { SITES } from '../simulator/false-alarms.js';
import { differencesOf } from './comparison.js';
import type { Measurement } from './measure.js';
import type { VariedConstant } from './variants.js';

/** A constant, and what was measured with each of its other values. */
export interface VariedOutcome {
  readonly constant: VariedConstant;
  readonly measurements: Measurement[];
}

/** The table of README.md: each constant with its value, what asks for it, and what two other values would cost. */
export function constantsTable(
  present: Measurement,
  outcomes: readonly VariedOutcome[],
  { weeks, repeats }: { weeks: number; repeats: number },
): string {
  const rows = outcomes.map(({ constant: { name, value, askedForBy, others }, measurements }) => {
    const costs = others.map((other, n) => {
      const measurement = measurements[n];
      const differences = measurement === undefined ? [] : differencesOf(present, measurement, weeks);
      return `\`${other}\`: ${differences.length === 0 ? 'nothing measurable' : differences.join('; ')}`;
    });
    return `| \`${name}\` | \`${value}\` | ${askedForBy} | ${costs.join('<br>')} |`;
  });
  return [
    `Measured in ${weeks} process-weeks of each shape at ${SITES} sites, and in ${repeats} processes of each leak, on the`,
    'same seeds; what the present value gives stands in brackets.',
    '',
    '| constant | value | asked for by | what other values would cost |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
