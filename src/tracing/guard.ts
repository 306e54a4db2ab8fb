import { types } from 'node:util';
import { HeapgaugeError, invalidOption } from '../values/errors.js';
import { topAllocations } from '../snapshot/top.js';
import { Tracer } from './tracer.js';
import { formatBytes, parseBytes } from '../values/units.js';
import { MemoryBudgetExceededError } from './budget-error.js';

/** Sites named by an error. */
const NAMED_SITES = 3;

/** A budget is watched at a thousandth of its limit: a full one is then known to 3%. */
const SAMPLES_OF_LIMIT = 1024;
const LARGEST_INTERVAL_BYTES = 128 * 1024;
/** Where memory is traced already, a full budget has at least so many samples: what is held is known to a third. */
const FEWEST_SAMPLES_OF_LIMIT = 10;

/** How far beyond the limit, in standard errors, an estimate must lie to be called beyond it: 1 in 1,000 by chance. */
const CERTAINTY = 3.09;

/**
 * Allows a block of code to leave so many bytes behind on the heap. Garbage is collected when it begins and ends; what
 * was allocated in between and is then still reachable counts, the whole process's. An estimate counts as exceeding
 * the limit when it does so beyond its error; a limit of 1 KiB or less is watched exactly.
 */
export class MemoryBudget implements Disposable {
  readonly limitBytes: number;
  readonly #tracer: Tracer;
  #isOver = false;

  /**
   * @param limit bytes, or text such as `'1MiB'`
   * @throws HeapgaugeError as `start` does, `ERR_HEAPGAUGE_ALREADY_TRACING` too where memory is traced already at an
   *   interval of more than a tenth of the limit
   */
  constructor(limit: number | string) {
    this.limitBytes = parseBytes(limit, 'limit');
    const wanted = Math.round(this.limitBytes / SAMPLES_OF_LIMIT);
    const ownIntervalBytes = Math.min(LARGEST_INTERVAL_BYTES, Math.max(1, wanted));
    this.#tracer = new Tracer({}, ownIntervalBytes);
    try {
      this.#assertCanTell(ownIntervalBytes);
      this.#tracer.clear({ collectGarbage: true });
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /**
   * Ends the budget. Does nothing the second time.
   *
   * @throws MemoryBudgetExceededError where more is held than allowed
   */
  dispose(): void {
    if (this.#isOver) return;
    const snapshot = this.#end(() => this.#tracer.takeSnapshot({ collectGarbage: true }));
    const { sizeBytes, standardErrorBytes } = snapshot;
    if (sizeBytes - CERTAINTY * standardErrorBytes <= this.limitBytes) return;
    throw new MemoryBudgetExceededError(this.limitBytes, sizeBytes, topAllocations(snapshot, { limit: NAMED_SITES }));
  }

  /** @internal Ends the budget once what the code within left to be done later is done. */
  async settle(): Promise<void> {
    try {
      await this.#tracer.settle();
    } catch (error) {
      this.abandon();
      throw error;
    }
    this.dispose();
  }

  /** Ends the budget without looking, as when the code within has failed. */
  abandon(): void {
    if (!this.#isOver) this.#end(() => undefined);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Where somebody else's interval is too coarse, a budget that passes would say nothing. */
  #assertCanTell(ownIntervalBytes: number): void {
    const { sampleIntervalBytes } = this.#tracer.parameters;
    if (sampleIntervalBytes <= Math.max(ownIntervalBytes, this.limitBytes / FEWEST_SAMPLES_OF_LIMIT)) return;
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_ALREADY_TRACING',
      `limit: got ${formatBytes(this.limitBytes)}, but this thread is traced at an interval of ` +
        `${formatBytes(sampleIntervalBytes)} already, which can tell budgets of ` +
        `${formatBytes(FEWEST_SAMPLES_OF_LIMIT * sampleIntervalBytes)} and more`,
    );
  }

  #end<T>(look: () => T): T {
    this.#isOver = true;
    try {
      return look();
    } finally {
      this.#tracer.stop();
    }
  }
}

/**
 * Runs a function, plain or async, within a {@link MemoryBudget} and gives its result, which counts as held. The event
 * loop turns before an async function's end is looked at, so that what it only left to be done later is done; what a
 * plain one leaves counts.
 *
 * @returns a promise where the function does; else the result itself
 * @throws MemoryBudgetExceededError, as a rejection where the function is async; what the function throws goes first;
 *   HeapgaugeError as {@link MemoryBudget}, `ERR_HEAPGAUGE_INVALID_OPTION` for a generator too
 */
export function withinBudget<T>(limit: number | string, fn: () => T): T {
  if (typeof fn !== 'function') throw invalidOption('fn', fn, 'a function');
  const budget = new MemoryBudget(limit);
  const fail = (error: unknown): never => {
    budget.abandon();
    throw error;
  };
  const pass = async <R>(result: R): Promise<R> => {
    await budget.settle();
    return result;
  };
  let result: T;
  try {
    result = fn();
    // A promise of our own: what a thenable does with an error of ours is not known.
    if (types.isGeneratorObject(result)) throw notRun();
    if (isPromiseLike(result)) return Promise.resolve(result).then(pass, fail) as T;
  } catch (error) {
    return fail(error);
  }
  budget.dispose();
  return result;
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

function notRun(): HeapgaugeError {
  return new HeapgaugeError(
    'ERR_HEAPGAUGE_INVALID_OPTION',
    'fn: got a generator function, of whose body nothing has run yet; expected a plain or an async function',
  );
}
