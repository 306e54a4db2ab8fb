import type { Room } from '../growth/danger.js';
import type { ProcessStats } from '../threads/process-stats.js';

type Sizes = Pick<ProcessStats, 'heapCommittedBytes' | 'heapLimitBytes' | 'memoryLimitBytes' | 'rssBytes'>;

/**
 * Gives the room that the heap of a process has to grow: up to V8's limit, or up to that of the memory where that comes
 * first, as in a container that is smaller than the heap may become. Pages that V8 holds without a use are room too.
 *
 * @param heapUsedBytes the present use of the heap, which may be newer than the sizes of the process
 */
export function heapRoom(process: Readonly<Sizes>, heapUsedBytes: number): Room {
  const { heapCommittedBytes, heapLimitBytes, memoryLimitBytes, rssBytes } = process;
  const outsideBytes = Math.max(0, rssBytes - heapCommittedBytes);
  const memoryBytes = memoryLimitBytes - outsideBytes - heapUsedBytes;
  const heap = { roomBytes: Math.max(0, heapLimitBytes - heapUsedBytes), limitBytes: heapLimitBytes };
  const memory = { roomBytes: Math.max(0, memoryBytes), limitBytes: memoryLimitBytes };
  return memory.roomBytes < heap.roomBytes ? memory : heap;
}
