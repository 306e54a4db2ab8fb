import { diffSnapshots } from '../snapshot/top.js';
import { turnEventLoop } from '../v8/event-loop.js';
import { SAMPLING_KEYS, type SamplingOptions } from '../v8/sampling-options.js';
import { invalidOption } from '../values/errors.js';
import { integer, onlyKeys } from '../values/option-values.js';
import { judgeCalls, type LeakReport } from './leak-judgement.js';
import { Tracer } from './tracer.js';

/** The options of {@link detectLeak}: how it calls and measures a function. */
export interface DetectLeakOptions extends SamplingOptions {
  /** The number of calls that are measured, 3 to 100,000. @default 10 */
  iterations?: number;
  /** The number of calls before those, which fill caches and let V8 compile; 0 to 100,000. @default 2 */
  warmup?: number;
  /** The most sites that are named, the largest first. @default 3 */
  topSites?: number;
  /**
   * Mean spacing of samples, as for `start`. @default 1, which samples every allocation at some 1.5 µs each; where memory
   * is traced already, the interval of that
   */
  sampleIntervalBytes?: number | string;
}

/** The most groups of calls: a read costs some 0.1 s at an interval of 1, so many calls are measured in groups. */
const MOST_GROUPS = 20;

/**
 * Calls a function, plain or async, over and over and reports whether its calls leave memory behind. The event loop turns
 * after each call, so that what a call left for later is done. The survivors of a final garbage collection are counted by
 * the call that allocated them. A function that replaces what it made before leaves survivors of its last call alone; one
 * that leaks leaves some of three calls in four or more, and more than dies meanwhile.
 *
 * It has limits. A cache that takes in more than the warm-up and the calls hold, or was filled before, looks like a leak.
 * A function that leaks only every few calls does not look like one, nor does a growing list of plain numbers, of whose
 * stores only the last survives. More iterations, which are then measured in twenty groups, help with the first two.
 *
 * @throws HeapgaugeError as `start` does, and `ERR_HEAPGAUGE_INVALID_OPTION`; what the function throws; as a rejection
 */
export async function detectLeak(fn: () => unknown, options: DetectLeakOptions = {}): Promise<LeakReport> {
  if (typeof fn !== 'function') throw invalidOption('fn', fn, 'a function');
  onlyKeys(options, ['iterations', 'warmup', 'topSites', ...SAMPLING_KEYS], 'detectLeak');
  const { iterations = 10, warmup = 2, topSites = 3, ...sampling } = options;
  integer(iterations, 3, 100_000, 'iterations');
  integer(warmup, 0, 100_000, 'warmup');
  integer(topSites, 1, 1e6, 'topSites');
  const tracer = new Tracer(sampling, 1);
  try {
    for (let n = 0; n < warmup; n += 1) await callToEnd(fn);
    await tracer.settle();
    const before = tracer.takeSnapshot({ collectGarbage: true });
    const start = tracer.readAndCollect();
    const groups = Math.min(iterations, MOST_GROUPS);
    const ends: number[] = [];
    for (let n = 1; n <= iterations; n += 1) {
      await callToEnd(fn);
      if (Math.floor((n * groups) / iterations) > ends.length) ends.push(tracer.readAndCollect());
    }
    await tracer.settle();
    const after = tracer.takeSnapshot({ collectGarbage: true });
    return {
      ...judgeCalls({ before, after, start, ends, iterations }),
      topSites: diffSnapshots(before, after, { limit: topSites }),
    };
  } finally {
    tracer.stop();
  }
}

/** Calls a function and lets the work finish that it left for later, such as the close of a file. */
async function callToEnd(fn: () => unknown): Promise<void> {
  await fn();
  await turnEventLoop();
}
