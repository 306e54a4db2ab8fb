import { topAllocations } from '../snapshot/top.js';
import { HeapgaugeError } from '../values/errors.js';
import { formatBytes, parseBytes } from '../values/units.js';
import { MemoryBudgetExceededError } from './budget-error.js';
import { Tracer } from './tracer.js';

/** The most sites that an error names. */
const NAMED_SITES = 3;

/** The number of samples in a full budget, of which the use is then known to 3 %. */
const SAMPLES_OF_LIMIT = 1024;

/** The interval that budgets of 128 MiB and more are watched at. */
const LARGEST_INTERVAL_BYTES = 128 * 1024;

/** The fewest samples in a full budget where memory is traced already, of which the use is then known to a third. */
const FEWEST_SAMPLES_OF_LIMIT = 10;

/** The number of standard errors by which an estimate has to exceed the limit: chance does so once in 1,000 times. */
const LEAST_STANDARD_ERRORS = 3.09;

/**
 * Limits the bytes that a block of code leaves behind on the heap. Garbage is collected when the block begins and ends;
 * whatever the process allocated in between and is then still reachable counts. An estimate counts as exceeding the limit
 * where it does so by more than its error; a limit of 1 KiB or less is watched exactly.
 */
export class MemoryBudget implements Disposable {
  /** The limit in bytes. */
  readonly limitBytes: number;
  readonly #tracer: Tracer;
  #isOver = false;

  /**
   * Begins to watch what is allocated from now on.
   *
   * @param limit bytes, or text such as `'1MiB'`
   * @throws HeapgaugeError as `start` does, and `ERR_HEAPGAUGE_ALREADY_TRACING` where memory is traced already at an
   *   interval of more than a tenth of the limit
   */
  constructor(limit: number | string) {
    this.limitBytes = parseBytes(limit, 'limit');
    const wanted = Math.round(this.limitBytes / SAMPLES_OF_LIMIT);
    const ownIntervalBytes = Math.min(LARGEST_INTERVAL_BYTES, Math.max(1, wanted));
    this.#tracer = new Tracer({}, ownIntervalBytes);
    try {
      this.#assertFineEnough(ownIntervalBytes);
      this.#tracer.clear({ collectGarbage: true });
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /**
   * Ends the budget, and does nothing the second time.
   *
   * @throws MemoryBudgetExceededError where more is held than allowed
   */
  dispose(): void {
    if (this.#isOver) return;
    const snapshot = this.#end(() => this.#tracer.takeSnapshot({ collectGarbage: true }));
    const { sizeBytes, standardErrorBytes } = snapshot;
    if (sizeBytes - LEAST_STANDARD_ERRORS * standardErrorBytes <= this.limitBytes) return;
    throw new MemoryBudgetExceededError(this.limitBytes, sizeBytes, topAllocations(snapshot, { limit: NAMED_SITES }));
  }

  /** Ends the budget once the work is done that the code within left for later. @internal */
  async settle(): Promise<void> {
    try {
      await this.#tracer.settle();
    } catch (error) {
      this.abandon();
      throw error;
    }
    this.dispose();
  }

  /** Ends the budget without a check, as when the code within has failed. */
  abandon(): void {
    if (!this.#isOver) this.#end(() => undefined);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Refuses a budget for which the interval of a running tracing is too coarse, as passing it would say nothing. */
  #assertFineEnough(ownIntervalBytes: number): void {
    const { sampleIntervalBytes } = this.#tracer.parameters;
    if (sampleIntervalBytes <= Math.max(ownIntervalBytes, this.limitBytes / FEWEST_SAMPLES_OF_LIMIT)) return;
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_ALREADY_TRACING',
      `limit: got ${formatBytes(this.limitBytes)}, but this thread is traced at an interval of ` +
        `${formatBytes(sampleIntervalBytes)} already, which is fine enough ` +
        `for budgets of ${formatBytes(FEWEST_SAMPLES_OF_LIMIT * sampleIntervalBytes)} and more`,
    );
  }

  #end<T>(measure: () => T): T {
    this.#isOver = true;
    try {
      return measure();
    } finally {
      this.#tracer.stop();
    }
  }
}
