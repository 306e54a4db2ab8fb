import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { ProcessStats } from '../threads/process-stats.js';

/** Reads the sizes of this process and its heap, as of now. */
export function readProcessStats({
  heapPeakBytes,
  alertFailures,
}: Pick<ProcessStats, 'heapPeakBytes' | 'alertFailures'>): ProcessStats {
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  return {
    heapUsedBytes: heapUsed,
    heapCommittedBytes: heapTotal,
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    heapPeakBytes,
    externalBytes: external,
    rssBytes: rss,
    memoryLimitBytes: memoryLimitBytes(),
    alertFailures,
  };
}

/**
 * Returns the memory that this process may use, in bytes. Where no container limits it, systems answer with 0 or with
 * more than there is.
 */
function memoryLimitBytes(): number {
  const [constrained, machine] = [process.constrainedMemory(), totalmem()];
  return constrained > 0 ? Math.min(constrained, machine) : machine;
}
