import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** A step of a path that is never let go of. */
class Step {
  readonly number: number;
  readonly before: Step | undefined;
  constructor(number: number, before: Step | undefined) {
    this.number = number;
    this.before = before;
  }
}

let last: Step | undefined;
/** The step that the next one replaces. It is exported because nothing reads it. @public */
export let draft: Step | undefined;

/**
 * Makes a step to keep and a step to drop each turn; V8 compiles a turn to a single allocation of both steps, if it
 * may.
 */
async function walk(from: number): Promise<void> {
  for (let n = 0; n < 250; n += 1) {
    draft = new Step(from + n, undefined);
    last = new Step(from + n, last);
  }
  await Promise.resolve();
}

/** Goes a stretch of the path. After some thousand calls V8 inlines the walk here. */
function goOn(stretch: number): void {
  void walk(stretch);
}

export const keptBesideDropped: Workload = {
  name: 'kept-beside-dropped',
  description: 'a hot function keeps one small object and drops another',
  leak: {
    allocators: ['walk kept-beside-dropped.ts', 'Step kept-beside-dropped.ts'],
    keeper: 'goOn kept-beside-dropped.ts',
    bytesPerSecond: 500_000,
  },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(50, goOn);
  },
};
