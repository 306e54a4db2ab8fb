import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { ProcessStats } from '../threads/process-stats.js';
import { residentSetBytes } from '../threads/resident-set.js';
import { lastKnown } from '../values/last-known.js';

/** Captured while it is still the runtime's own. */
const heapStatistics = getHeapStatistics;

/** The memory that the process's container allows; it reads 0 where there is no limit, and where it cannot be read. */
const constrainedBytes = lastKnown(() => process.constrainedMemory.bind(process));
const machineBytes = lastKnown(() => totalmem);

/** Reads the sizes of this process and its heap, as of now. It does not throw, also where no file can be opened. */
export function readProcessStats({
  heapPeakBytes,
  alertFailures,
}: Pick<ProcessStats, 'heapPeakBytes' | 'alertFailures'>): ProcessStats {
  const { used_heap_size, total_heap_size, heap_size_limit, external_memory } = heapStatistics();
  return {
    heapUsedBytes: used_heap_size,
    heapCommittedBytes: total_heap_size,
    heapLimitBytes: heap_size_limit,
    heapPeakBytes,
    externalBytes: external_memory,
    rssBytes: residentSetBytes(),
    memoryLimitBytes: memoryLimitBytes(),
    alertFailures,
  };
}

/**
 * Returns the memory that this process may use, in bytes. Where no container limits it, systems answer with 0 or with
 * more than there is.
 */
function memoryLimitBytes(): number {
  const most = Number.MAX_SAFE_INTEGER;
  return Math.min(constrainedBytes() ?? most, machineBytes() ?? most);
}
