import { types } from 'node:util';
import { HeapgaugeError, invalidOption } from '../values/errors.js';
import { MemoryBudget } from './memory-budget.js';

/**
 * Runs a function, plain or async, within a {@link MemoryBudget} and returns its result, which counts as held. The event
 * loop turns before the end of an async function is measured, so that work which it left for later is done; what a plain
 * one leaves counts.
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
    // A promise of this package's own is returned: what a thenable does with the budget's error is not known.
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
