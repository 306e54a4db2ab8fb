import type { Snapshot } from '../snapshot/snapshot.js';
import { SAMPLING_KEYS, type SamplingOptions } from '../v8/sampling-options.js';
import { invalidOption } from '../values/errors.js';
import { onlyKeys } from '../values/option-values.js';
import type { SnapshotOptions } from './profile-snapshot.js';
import type { TracedMemory } from './traced-memory.js';
import { Tracer } from './tracer.js';

/** The options of {@link traceMemory}. */
export type TraceMemoryOptions = SamplingOptions & Pick<SnapshotOptions, 'filters'>;

/** The memory that a piece of code left behind. */
export interface MemoryOutcome extends TracedMemory {
  /** The allocations of that code that are still reachable. */
  readonly snapshot: Snapshot;
}

/** A period of tracing that lasts until it is disposed of, at the end of a `using` block or by hand. */
export class MemoryTrace implements Disposable {
  readonly #tracer: Tracer;
  readonly #options: TraceMemoryOptions;
  #outcome: MemoryOutcome | undefined;

  /** Collects garbage and starts the period. @internal Use {@link traceMemory}. */
  constructor(options: TraceMemoryOptions) {
    onlyKeys(options, [...SAMPLING_KEYS, 'filters'], 'traceMemory');
    const { filters, ...sampling } = options;
    this.#options = filters === undefined ? {} : { filters };
    this.#tracer = new Tracer(sampling);
    this.#tracer.clear({ collectGarbage: true });
  }

  /**
   * The snapshot of what is live of the period's allocations, now or, once the period has ended, as it was at its end.
   */
  get snapshot(): Snapshot {
    return this.#outcome?.snapshot ?? this.#tracer.takeSnapshot(this.#options);
  }

  /** Estimated bytes of the period's allocations that are there now or, once it has ended, were there at its end. */
  get currentBytes(): number {
    return (this.#outcome ?? this.#tracer.memory()).currentBytes;
  }

  /** The largest that the period's memory has been, in bytes, about: see {@link TracedMemory}. */
  get peakBytes(): number {
    return (this.#outcome ?? this.#tracer.memory()).peakBytes;
  }

  /** Ends the period once the work is done that the traced code left for later. @internal */
  async settle(): Promise<void> {
    try {
      // The collection frees what may be part of the peak.
      this.#tracer.memory();
      await this.#tracer.settle();
    } catch (error) {
      this.abandon();
      throw error;
    }
    this.dispose();
  }

  /** Ends the period without a last snapshot, as when the traced function has failed. @internal */
  abandon(): void {
    this.#tracer.stop();
  }

  /** Collects garbage, takes the last snapshot and ends the period. Does nothing the second time. */
  dispose(): void {
    if (this.#outcome !== undefined) return;
    try {
      const { peakBytes } = this.#tracer.memory();
      const snapshot = this.#tracer.takeSnapshot({ ...this.#options, collectGarbage: true });
      this.#outcome = { snapshot, currentBytes: this.#tracer.memory().currentBytes, peakBytes };
    } finally {
      this.#tracer.stop();
    }
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/**
 * Traces one function, plain or async, or, without one, all that happens until the trace is disposed of. Garbage is
 * collected before and after. The event loop turns before a function's end is read, so that work which it left for later
 * is done. Whatever else the process does meanwhile is traced too.
 *
 * @throws HeapgaugeError as `start` does, and `ERR_HEAPGAUGE_PROFILER_LOST` where somebody else stopped V8's profiler
 *   meanwhile; what the function throws goes first
 */
export function traceMemory<T>(
  fn: () => T | PromiseLike<T>,
  options?: TraceMemoryOptions,
): Promise<MemoryOutcome & { readonly result: T }>;
export function traceMemory(options?: TraceMemoryOptions): MemoryTrace;
export function traceMemory<T>(
  first: (() => T | PromiseLike<T>) | TraceMemoryOptions = {},
  options: TraceMemoryOptions = {},
): Promise<MemoryOutcome & { readonly result: T }> | MemoryTrace {
  if (typeof first === 'function') return traceFunction(first, options);
  if (typeof first !== 'object') throw invalidOption('traceMemory', first, 'a function, or options');
  return new MemoryTrace(first);
}

async function traceFunction<T>(
  fn: () => T | PromiseLike<T>,
  options: TraceMemoryOptions,
): Promise<MemoryOutcome & { readonly result: T }> {
  const trace = new MemoryTrace(options);
  let result: T;
  try {
    result = await fn();
  } catch (error) {
    trace.abandon();
    throw error;
  }
  await trace.settle();
  const { snapshot, currentBytes, peakBytes } = trace;
  return { result, snapshot, currentBytes, peakBytes };
}
