import { SITES } from '../simulator/false-alarms.js';
import { simulateProcess } from '../simulator/process.js';
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
    shapes: [...HARMLESS_SHAPES, ...EDGE_SHAPES].map((shape) => {
      return { name: shape.name, falseAlarmsPerWeek: falseAlarmsPerWeek(shape, weeks) };
    }),
    leaks: EDGE_LEAKS.map((leak) => outcomeOf(leak, repeats)),
    sizes,
  };
}

/** False alarms in a week of a process whose sites are all of one shape, in the mean. */
function falseAlarmsPerWeek(shape: Shape, weeks: number): number {
  const shapes = new Array<Shape>(SITES).fill(shape);
  let alarms = 0;
  for (let seed = 1; seed <= weeks; seed += 1) {
    for (const { isLeaking } of simulateProcess(shapes, { seed, seconds: 7 * 86_400 })) if (isLeaking) alarms += 1;
  }
  return alarms / weeks;
}
