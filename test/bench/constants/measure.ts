import { type AlarmCounts, countFalseAlarms } from '../simulator/false-alarms.js';
import { HARMLESS_SHAPES } from '../simulator/shapes.js';
import type { Shape } from '../simulator/site-script.js';
import { EDGE_LEAKS, type LeakOutcome, outcomeOf } from './edge-leaks.js';
import { EDGE_SHAPES } from './edge-shapes.js';
import { EDGE_SIZES, type SizeOutcome, sizeOutcomeOf } from './edge-sizes.js';

/** The amount that is simulated. */
export interface Effort {
  /** Process-weeks of each shape. */
  readonly weeks: number;
  /** Processes of each leak, and runs of each memory without samples. */
  readonly repeats: number;
  /** True where nothing but memory without samples is simulated. */
  readonly isOfSizes: boolean;
}

/** What the verdict does, with the constants as they are in this process. */
export interface Measurement {
  readonly shapes: ReadonlyArray<{ readonly name: string; readonly falseAlarmsPerWeek: number }>;
  readonly leaks: readonly LeakOutcome[];
  readonly sizes: readonly SizeOutcome[];
}

/** Simulates everything once. */
export function measure({ weeks, repeats, isOfSizes }: Effort): Measurement {
  const sizes = EDGE_SIZES.map((size) => sizeOutcomeOf(size, repeats));
  if (isOfSizes) return { shapes: [], leaks: [], sizes };
  return {
    shapes: [...HARMLESS_SHAPES, ...EDGE_SHAPES].flatMap((shape) => {
      const { site, caller } = falseAlarmsPerWeek(shape, weeks);
      return [
        { name: shape.name, falseAlarmsPerWeek: site },
        { name: `callers of ${shape.name}`, falseAlarmsPerWeek: caller },
      ];
    }),
    leaks: EDGE_LEAKS.map((leak) => outcomeOf(leak, repeats)),
    sizes,
  };
}

/** False alarms in a week of a process whose sites are all of one shape, in the mean. */
function falseAlarmsPerWeek(shape: Shape, weeks: number): AlarmCounts {
  const alarms = { site: 0, caller: 0 };
  for (let seed = 1; seed <= weeks; seed += 1) {
    const { site, caller } = countFalseAlarms(shape, seed);
    alarms.site += site / weeks;
    alarms.caller += caller / weeks;
  }
  return alarms;
}
