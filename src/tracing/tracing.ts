/** Python's tracemalloc for Node.js: one tracing at a time on each thread, of that thread's heap. */
import { HeapgaugeError, invalidOption } from '../values/errors.js';
import { flag, onlyKeys } from '../values/option-values.js';
import { ObjectTracker } from './object-tracker.js';
import { assertSampledWith, resolveSampling, SAMPLING_KEYS, type SamplingOptions } from '../v8/sampling-options.js';
import { isProgramStack } from '../snapshot/own-files.js';
import { type Snapshot } from '../snapshot/snapshot.js';
import { ownFrames, type SnapshotOptions, type TracedMemory, Tracer } from './tracer.js';
import { Traceback } from '../snapshot/traceback.js';

/** What {@link start} takes. */
export interface StartOptions extends SamplingOptions {
  /**
   * Also takes down the stack of every allocation, for {@link getObjectTraceback}. It makes allocating several times
   * slower and keeps every stack: for a REPL or a test, not for production. The process does not end by itself until
   * {@link stop}: V8's tracking has a timer. @default false
   */
  trackObjects?: boolean;
}

const START_KEYS = [...SAMPLING_KEYS, 'trackObjects'];

let tracer: Tracer | undefined;
let tracker: ObjectTracker | undefined;

/**
 * Begins to trace this thread's allocations. Does nothing where tracing runs with the same options, as in Python;
 * options it does not run with are an error, as they would go unnoticed. Beside a monitor it traces at the monitor's
 * interval.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_ALREADY_TRACING`,
 *   `ERR_HEAPGAUGE_PROFILER_BUSY`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`
 */
export function start(options: StartOptions = {}): void {
  onlyKeys(options, START_KEYS, 'start');
  const isTracking = flag(options.trackObjects ?? false, 'trackObjects');
  const running = isTracing() ? tracer : undefined;
  const begun = running ?? new Tracer(options);
  try {
    assertSampledWith(begun.parameters, options);
    if (isTracking) tracker ??= new ObjectTracker();
  } catch (error) {
    if (begun !== running) begun.stop();
    throw error;
  }
  tracer = begun;
}

/** Ends the tracing and forgets its traces; nothing where none runs. Take a snapshot before. */
export function stop(): void {
  tracer?.stop();
  tracker?.stop();
  tracer = undefined;
  tracker = undefined;
}

/** True while tracing; false also once somebody else has stopped V8's profiler and we have noticed. */
export function isTracing(): boolean {
  return tracer?.isRunning ?? false;
}

/** Forgets the traces collected so far; later snapshots hold later allocations only. Nothing where none runs. */
export function clearTraces(): void {
  if (isTracing()) tracer?.clear();
}

/** Frames kept of each stack. The default where tracing does not run. */
export function getTracebackLimit(): number {
  return tracer?.parameters.stackDepth ?? resolveSampling({}).stackDepth;
}

/**
 * What is live of the traced allocations. Reads in milliseconds to tens of them and forces no collection unless asked
 * to; allocations that nothing refers to are in it until V8 has collected them. Source maps of scripts not seen before
 * are read from their files meanwhile.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_TRACING`, `ERR_HEAPGAUGE_PROFILER_LOST`, `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function takeSnapshot(options: SnapshotOptions = {}): Snapshot {
  onlyKeys(options, ['collectGarbage', 'filters'], 'takeSnapshot');
  flag(options.collectGarbage ?? false, 'collectGarbage');
  if (tracer?.isRunning !== true) {
    throw new HeapgaugeError('ERR_HEAPGAUGE_NOT_TRACING', 'start() must trace allocations before takeSnapshot()');
  }
  return tracer.takeSnapshot(options);
}

/** Current and peak traced memory, without heapgauge's own; zeros where nothing is traced. */
export function getTracedMemory(): TracedMemory {
  return tracer?.isRunning === true ? tracer.memory() : { currentBytes: 0, peakBytes: 0 };
}

/** Lets the peak of {@link getTracedMemory} begin anew from the current memory. */
export function resetPeak(): void {
  if (isTracing()) tracer?.resetPeak();
}

/** Bytes that tracing itself costs: V8's tables by their size, and what heapgauge holds on the heap. 0 where none runs. */
export function getTracerMemory(): number {
  return tracer?.isRunning === true ? tracer.tracerBytes() : 0;
}

/**
 * The stack that allocated an object, or `undefined` where the object is older than `start({ trackObjects: true })`,
 * or nothing is traced. Takes a snapshot of the whole heap: the application pauses for about 2 s per 100 MB and needs
 * several times the heap's memory meanwhile. One that is asked for meanwhile waits.
 *
 * V8 finds stacks by address, and a collection moves objects: ask soon after the object was made, and once. Later the
 * answer may be `undefined`, and rarely another object's stack. Stacks without the program's code are not given: most are
 * of lookups.
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
      'objects are not tracked: start({ trackObjects: true }) takes down the stack of every allocation from then on',
    );
  }
  const of = tracer;
  const calls = await tracker.callsTo(object, (act) => of.aside(act));
  if (calls === undefined) return undefined;
  const frames = calls.map((call) => ownFrames().frameOf(call));
  return isProgramStack(frames) ? new Traceback(frames, frames.length) : undefined;
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
