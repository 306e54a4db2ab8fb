import { performance } from 'node:perf_hooks';

// Captured while they are still the runtime's own: a clock that a test has stopped ends no wait.
const nanoseconds = process.hrtime.bigint.bind(process.hrtime);
const milliseconds = performance.now.bind(performance);

/** Returns seconds on the machine's monotonic clock, which is the same on every thread of the process. */
export function now(): number {
  return Number(nanoseconds()) / 1e9;
}

/** Returns the seconds to add to `performance.now()` to get {@link now}; they differ from thread to thread. */
export function performanceOffsetSeconds(): number {
  return now() - milliseconds() / 1000;
}
