/** The calls of Python's tracemalloc for Node.js: each thread traces its own heap, one period at a time. */
import { isProgramStack } from '../snapshot/own-files.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { Traceback } from '../snapshot/traceback.js';
import { assertSampledWith, resolveSampling, SAMPLING_KEYS, type SamplingOptions } from '../v8/sampling-options.js';
import { HeapgaugeError, invalidOption } from '../values/errors.js';
import { flag, onlyKeys } from '../values/option-values.js';
import { ObjectTracker } from './object-tracker.js';
import { ownFrames } from './own-frames.js';
import type { SnapshotOptions } from './profile-snapshot.js';
import type { TracedMemory } from './traced-memory.js';
import { Tracer } from './tracer.js';

/** The options of {@link start}. */
export interface StartOptions extends SamplingOptions {
  /**
   * Records the stack of every allocation besides, for {@link getObjectTraceback}. This makes allocating several times
   * slower and keeps every stack, so it is for a REPL or a test and not for production. V8's tracking has a timer that
   * keeps the process alive, so objects are tracked until {@link stop}, or until nothing else keeps it alive for two
   * seconds: the process ends that much later. @default false
   */
  trackObjects?: boolean;
}

const START_KEYS = [...SAMPLING_KEYS, 'trackObjects'];

let tracer: Tracer | undefined;
let tracker: ObjectTracker | undefined;

/**
 * Starts to trace this thread's allocations. Does nothing where tracing runs with the same options, as in Python; other
 * options are an error, as they would go unnoticed. Beside a monitor, tracing uses the monitor's interval.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_ALREADY_TRACING`,
 *   `ERR_HEAPGAUGE_PROFILER_BUSY`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`
 */
export function start(options: StartOptions = {}): void {
  onlyKeys(options, START_KEYS, 'start');
  const isTracking = flag(options.trackObjects ?? false, 'trackObjects');
  const running = isTracing() ? tracer : undefined;
  // A period that lost the profiler ends here at the latest.
  if (running === undefined) tracer?.stop();
  const started = running ?? new Tracer(options);
  try {
    assertSampledWith(started.parameters, options);
    if (isTracking) tracker ??= new ObjectTracker();
  } catch (error) {
    if (started !== running) started.stop();
    throw error;
  }
  tracer = started;
}

/** Ends tracing and drops its traces; take a snapshot before. Does nothing where nothing is traced. */
export function stop(): void {
  tracer?.stop();
  tracker?.stop();
  tracer = undefined;
  tracker = undefined;
}

/** Returns true while tracing, and false once it has been noticed that somebody else stopped V8's profiler. */
export function isTracing(): boolean {
  return tracer?.isRunning ?? false;
}

/** Drops the traces so far, so that later snapshots hold later allocations only. Does nothing where nothing is traced. */
export function clearTraces(): void {
  ask((traced) => {
    traced.clear();
  }, undefined);
}

/** Returns the number of frames recorded of each stack, or its default where nothing is traced. */
export function getTracebackLimit(): number {
  return tracer?.parameters.stackDepth ?? resolveSampling({}).stackDepth;
}

/**
 * Takes a snapshot of what is live of the traced allocations, in milliseconds to tens of them. It forces no collection
 * unless asked to; allocations that nothing refers to are in it until V8 has collected them. Source maps of scripts not
 * seen before are read from their files meanwhile, for at most 5 s: scripts whose map has not been read by then are named
 * as they ran, from then on.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_TRACING`, `ERR_HEAPGAUGE_PROFILER_LOST`, `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function takeSnapshot(options: SnapshotOptions = {}): Snapshot {
  onlyKeys(options, ['collectGarbage', 'filters'], 'takeSnapshot');
  flag(options.collectGarbage ?? false, 'collectGarbage');
  if (tracer === undefined) {
    throw new HeapgaugeError('ERR_HEAPGAUGE_NOT_TRACING', 'start() must trace allocations before takeSnapshot()');
  }
  return tracer.takeSnapshot(options);
}

/** Returns the current and the peak traced memory without heapgauge's own, or zeros where nothing is traced. */
export function getTracedMemory(): TracedMemory {
  return ask((traced) => traced.memory(), { currentBytes: 0, peakBytes: 0 });
}

/** Restarts the peak of {@link getTracedMemory} from the current memory. */
export function resetPeak(): void {
  ask((traced) => {
    traced.resetPeak();
  }, undefined);
}

/** Returns the bytes that tracing itself costs: V8's tables and heapgauge's own heap; 0 where nothing is traced. */
export function getTracerMemory(): number {
  return ask((traced) => traced.tracerBytes(), 0);
}

/**
 * Finds the stack that allocated an object, or `undefined` where the object is older than
 * `start({ trackObjects: true })` or nothing is traced. It takes a snapshot of the whole heap: the application pauses for
 * about 2 s per 100 MB and needs several times the heap's memory meanwhile. A second lookup waits for the first.
 *
 * V8 finds stacks by address, and a collection moves objects: ask once and soon after the object was made. Later the
 * answer may be `undefined`, and rarely another object's stack. Stacks without the program's code are not returned, as
 * most of them are of lookups.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_TRACKING`, also where {@link stop} comes first,
 *   `ERR_HEAPGAUGE_HEAP_TOO_LARGE`, `ERR_HEAPGAUGE_INVALID_OPTION`, as a rejection
 */
export async function getObjectTraceback(object: object): Promise<Traceback | undefined> {
  if (!isObject(object)) throw invalidOption('object', object, 'an object or a function');
  if (tracer?.isRunning !== true) return undefined;
  if (tracker === undefined) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_NOT_TRACKING',
      'objects are not tracked: start({ trackObjects: true }) records the stack of every allocation from then on',
    );
  }
  const period = tracer;
  const calls = await tracker.callsTo(object, (lookup) => period.excludeFromPeak(lookup));
  if (calls === undefined) return undefined;
  const frames = calls.map((call) => ownFrames().frameOf(call));
  return isProgramStack(frames) ? new Traceback(frames, frames.length) : undefined;
}

/** Asks what traces, or answers otherwise where nothing does, also where somebody else has just stopped V8's profiler. */
function ask<T>(question: (traced: Tracer) => T, otherwise: T): T {
  if (tracer?.isRunning !== true) return otherwise;
  try {
    return question(tracer);
  } catch (error) {
    if (error instanceof HeapgaugeError && error.code === 'ERR_HEAPGAUGE_PROFILER_LOST') return otherwise;
    throw error;
  }
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
