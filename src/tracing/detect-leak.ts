import { performance } from 'node:perf_hooks';
import { turnEventLoop } from '../v8/event-loop.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { now } from '../v8/clock.js';
import { SAMPLING_KEYS, type SamplingOptions } from '../v8/sampling-options.js';
import { HeapgaugeError, invalidOption } from '../values/errors.js';
import { integer, onlyKeys } from '../values/option-values.js';
import { formatBytes } from '../values/units.js';
import { CallFences } from './call-fences.js';
import { type Judgement, judgeRound, type Round } from './leak-judgement.js';
import { LeakReport } from './leak-report.js';
import { RanFrames, whereWritten } from './ran-frames.js';
import { Tracer } from './tracer.js';

const clearResourceTimings = performance.clearResourceTimings.bind(performance);

/** The options of {@link detectLeak}: how it calls and measures a function. */
export interface DetectLeakOptions extends SamplingOptions {
  /**
   * The number of calls in the first round, 3 to 100,000; of fewer than 8 nothing could be said, and so these are made.
   * Where the answer is not clear yet, up to three rounds follow. @default 10
   */
  iterations?: number;
  /** The number of calls before those, 0 to 100,000. @default 2 */
  warmup?: number;
  /** The most sites that are named, the largest first. @default 3 */
  topSites?: number;
  /** Mean spacing of samples, as for `start`, 1 MiB at most. @default 1, which samples every allocation at some 1.5 µs each */
  sampleIntervalBytes?: number | string;
}

/** The most groups of calls in a round, in each of which a leak leaves something. */
const MOST_GROUPS = 20;

/** The fewest calls of a round: what comes from a stack has to come in five of them, and the last does not count. */
const FEWEST_CALLS = 8;

const MOST_ROUNDS = 4;

/** The calls of a round that is made because the one before had half as many. */
const MOST_DOUBLED_CALLS = 80;

/** The seconds within which a detection ends that goes on by itself: test runners wait for 2 s and more. */
const SECONDS = 0.8;

/** The bytes that one more round may leave behind. */
const MOST_LEFT_BYTES = 64 * 2 ** 20;

/** The largest interval at which calls can be distinguished. */
const LARGEST_INTERVAL_BYTES = 2 ** 20;

/**
 * Calls a function, plain or async, over and over and reports whether its calls leave memory behind. The event loop turns
 * after each call, so that what a call left for later is done. Survivors of a garbage collection are counted by the call
 * and the stack that made them. A function that replaces what it made before leaves survivors of its last call alone; one
 * that leaks leaves some from the same stack in three calls of four or more, and more than dies meanwhile at that site.
 *
 * V8 makes code and caches for what is called for the first, the eighth or the fortieth time, and a cache fills. So
 * calls go on while they leave something behind, in rounds of twice as many, up to 80: for 0.8 s and 64 MiB at most.
 *
 * It has limits. A cache that takes in more than all calls hold, or was filled before, looks like a leak. A function that
 * leaks only every few calls does not look like one where it is slow, nor does a growing list of plain numbers, of whose
 * stores only the last survives. Node's record of the calls of `fetch`, `performance.getEntriesByType('resource')`, is
 * cleared, as it takes in 250 of them.
 *
 * @throws HeapgaugeError as `start` does, `ERR_HEAPGAUGE_ALREADY_TRACING` also where a monitor or `start` samples this
 *   thread already at an interval above 1 that was not asked for, and `ERR_HEAPGAUGE_INVALID_OPTION`; what the function
 *   throws; as a rejection
 */
export async function detectLeak(fn: () => unknown, options: DetectLeakOptions = {}): Promise<LeakReport> {
  if (typeof fn !== 'function') throw invalidOption('fn', fn, 'a function');
  onlyKeys(options, ['iterations', 'warmup', 'topSites', ...SAMPLING_KEYS], 'detectLeak');
  const { iterations = 10, warmup = 2, topSites = 3, ...sampling } = options;
  integer(iterations, 3, 100_000, 'iterations');
  integer(warmup, 0, 100_000, 'warmup');
  integer(topSites, 1, 1e6, 'topSites');
  const calls: Calls = { fn, warmup, calls: Math.max(iterations, FEWEST_CALLS) };
  const tracer = new Tracer(sampling, 1);
  let judged: { judgement: Judgement; round: Round };
  try {
    judged = await judgeCalls(calls, tracer, fencesFor(tracer, sampling));
  } finally {
    tracer.stop();
  }
  // While every allocation is sampled, names take several times as long.
  return new LeakReport(judged.judgement, judged.round, { mostSites: topSites, written: whereWritten });
}

/** A function that is to be called, and how often: first without a judgement, and then in the first round. */
interface Calls {
  readonly fn: () => unknown;
  readonly warmup: number;
  readonly calls: number;
}

/** Calls a function in rounds until the answer is clear, or the time is up. */
async function judgeCalls(
  { fn, warmup, calls: firstCalls }: Calls,
  tracer: Tracer,
  fences: CallFences,
): Promise<{ judgement: Judgement; round: Round }> {
  const startSeconds = now();
  const frames = new RanFrames();
  const settle = (): Promise<void> => tracer.settle();
  const take = (): Snapshot => tracer.takeCollectedSnapshot((...read) => frames.snapshotOf(...read));
  for (let n = 0; n < warmup; n += 1) await callToEnd(fn);
  await settle();
  let before = take();
  let calls = firstCalls;
  for (let number = 1; ; number += 1) {
    const roundSeconds = now();
    const round = await callRound(fn, { settle, take, fences, before, calls });
    const judgement = judgeRound(round);
    const next = Math.max(calls, Math.min(2 * calls, MOST_DOUBLED_CALLS));
    const nextSeconds = ((now() - roundSeconds) * next) / calls;
    const isInTime = now() - startSeconds + nextSeconds <= SECONDS;
    if (number === MOST_ROUNDS || !isInTime || !isWorthMore(judgement, next)) return { judgement, round };
    before = round.after;
    calls = next;
  }
}

/** Tells whether a further round could change the answer, and is not too much for the heap. */
function isWorthMore({ isSettled, bytesPerIteration }: Judgement, calls: number): boolean {
  return !isSettled && bytesPerIteration * calls <= MOST_LEFT_BYTES;
}

/** Refuses what could not be judged at the interval that this thread is traced with. */
function fencesFor({ parameters }: Tracer, { sampleIntervalBytes: asked }: SamplingOptions): CallFences {
  const { sampleIntervalBytes } = parameters;
  if (asked === undefined && sampleIntervalBytes > 1) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_ALREADY_TRACING',
      `detectLeak needs every allocation, but this thread is traced at an interval of ${formatBytes(sampleIntervalBytes)} ` +
        'already: run the test without heapgauge/register, or set HEAPGAUGE_SAMPLE_INTERVAL=1 for it',
    );
  }
  if (sampleIntervalBytes > LARGEST_INTERVAL_BYTES) {
    throw invalidOption('sampleIntervalBytes', sampleIntervalBytes, 'an amount of memory up to 1MiB');
  }
  return new CallFences(sampleIntervalBytes);
}

async function callRound(
  fn: () => unknown,
  {
    settle,
    take,
    fences,
    before,
    calls,
  }: {
    settle: () => Promise<void>;
    take: () => Snapshot;
    fences: CallFences;
    before: Snapshot;
    calls: number;
  },
): Promise<Round> {
  const groups = Math.min(calls, MOST_GROUPS);
  let ended = 0;
  // From here on every call has the same callers.
  await turnEventLoop();
  fences.add();
  for (let n = 1; n <= calls; n += 1) {
    // V8 keeps the text of numbers in a cache until it collects: what the last call holds would be made by earlier ones.
    if (n === calls) await settle();
    await callToEnd(fn);
    if (Math.floor((n * groups) / calls) === ended) continue;
    ended += 1;
    fences.add();
  }
  // Node records when each of the first 250 calls of `fetch` was made, and so these would leave something behind.
  clearResourceTimings();
  const { snapshot, fences: ordinals } = fences.takeFrom(take());
  return { before, after: snapshot, fences: ordinals, calls };
}

/** Calls a function and lets the work finish that it left for later, such as the close of a file. */
async function callToEnd(fn: () => unknown): Promise<void> {
  await fn();
  await turnEventLoop();
}
