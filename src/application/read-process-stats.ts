import { getHeapStatistics } from 'node:v8';
import type { ProcessStats } from '../threads/process-stats.js';
import { residentSetBytes } from '../threads/resident-set.js';
import { heapLimitBytes } from '../v8/heap-limit.js';
import { memoryLimit } from '../values/memory-limit.js';

/** Captured while it is still the runtime's own. */
const heapStatistics = getHeapStatistics;

/** Reads the sizes of this process and its heap, as of now. It does not throw, also where no file can be opened. */
export function readProcessStats({
  heapPeakBytes,
  tenuredSeconds,
  alertFailures,
}: Pick<ProcessStats, 'heapPeakBytes' | 'tenuredSeconds' | 'alertFailures'>): ProcessStats {
  const { bytes: memoryLimitBytes, owner: memoryLimitOwner } = memoryLimit();
  const { used_heap_size, total_heap_size, heap_size_limit, external_memory } = heapStatistics();
  return {
    heapUsedBytes: used_heap_size,
    heapCommittedBytes: total_heap_size,
    heapLimitBytes: heapLimitBytes(heap_size_limit),
    heapPeakBytes,
    externalBytes: external_memory,
    rssBytes: residentSetBytes(),
    memoryLimitBytes,
    memoryLimitOwner,
    tenuredSeconds,
    alertFailures,
  };
}
