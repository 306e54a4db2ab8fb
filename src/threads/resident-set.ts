import { lastKnown } from '../values/last-known.js';

const presentBytes = lastKnown(() => process.memoryUsage.rss.bind(process));

/** The largest resident set so far, which can be had without a file. */
const largestBytes = lastKnown(() => {
  const read = process.resourceUsage.bind(process);
  return () => read().maxRSS * 1024;
});

/** Returns the resident set of the process in bytes, or what comes nearest to it where it cannot be read. It does not throw. */
export function residentSetBytes(): number {
  return presentBytes() ?? largestBytes() ?? 0;
}

/** Returns the largest resident set that the process has had, in bytes; 0 where it cannot be read. It does not throw. */
export function largestResidentSetBytes(): number {
  return largestBytes() ?? 0;
}
