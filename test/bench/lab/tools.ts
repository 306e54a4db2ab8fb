import { randomFrom } from '../../support/random.js';
import type { GrowthStep } from './result.js';
import type { LabTools } from './workload.js';

/** Wait between two readings of the clock. */
const TICK_MILLISECONDS = 5;

/** The tools of one run, and what the laboratory does with them itself. */
export interface LabControl extends LabTools {
  /** Has everything transient let go, see {@link LabTools.beforeMeasuring}. */
  releaseAll(): void;
  /** Gives the growth that was noted, see {@link LabTools.noteGrowth}; its seconds are those of `performance.now()`. */
  growthSteps(): GrowthStep[];
}

/** Upper limit of the steps of growth that are remembered, in memory that is taken at once. */
const MOST_STEPS = 100_000;

interface Pace {
  readonly startSeconds: number;
  readonly operationsPerSecond: number;
  readonly work: (operation: number) => void;
  done: number;
}

/** Makes the tools; one loop drives all work. */
export function createLabTools(seed: number): LabControl {
  const paces: Pace[] = [];
  const releases: Array<() => void> = [];
  const steps = new Float64Array(2 * MOST_STEPS);
  let stepCount = 0;
  const pace = (operationsPerSecond: number, work: (operation: number) => void): void => {
    paces.push({ startSeconds: performance.now() / 1000, operationsPerSecond, work, done: 0 });
  };
  // With several functions called from one place V8 inlines none of them: a site keeps its name.
  for (let n = 0; n < 5; n += 1) pace(1000, [() => n, () => -n][n % 2] ?? Math.abs);
  setInterval(() => {
    for (const one of paces) catchUp(one);
  }, TICK_MILLISECONDS);
  return {
    random: randomFrom(seed),
    perSecond: pace,
    every: (seconds, work) => {
      pace(1 / seconds, work);
    },
    noteGrowth: (bytes) => {
      if (stepCount === MOST_STEPS) throw new RangeError(`there are more than ${MOST_STEPS} steps of growth`);
      steps.set([performance.now() / 1000, bytes], 2 * stepCount);
      stepCount += 1;
    },
    growthSteps: () =>
      Array.from({ length: stepCount }, (_, n) => ({ seconds: steps[2 * n] ?? 0, bytes: steps[2 * n + 1] ?? 0 })),
    beforeMeasuring: (release) => {
      releases.push(release);
    },
    releaseAll: () => {
      for (const release of releases) release();
    },
  };
}

function catchUp(pace: Pace): void {
  const due = Math.floor((performance.now() / 1000 - pace.startSeconds) * pace.operationsPerSecond);
  while (pace.done < due) {
    pace.work(pace.done);
    pace.done += 1;
  }
}
