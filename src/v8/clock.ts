import { performance } from 'node:perf_hooks';

/** Returns seconds on the machine's monotonic clock, which is the same on every thread of the process. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** Returns the seconds to add to `performance.now()` to get {@link now}; they differ from thread to thread. */
export function performanceOffsetSeconds(): number {
  return now() - performance.now() / 1000;
}
