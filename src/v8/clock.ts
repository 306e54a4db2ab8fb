import { performance } from 'node:perf_hooks';

/** Seconds on the machine's monotonic clock, the same on every thread of the process. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** What to add to `performance.now()`, in seconds, to land on {@link now}; differs from thread to thread. */
export function performanceOffsetSeconds(): number {
  return now() - performance.now() / 1000;
}
