import { getHeapStatistics } from 'node:v8';

/** Adds up what this thread holds, in bytes: its heap with the pages not in use, buffers outside it, and V8's own tables. */
export function threadMemoryBytes(): number {
  const { total_heap_size, external_memory, malloced_memory } = getHeapStatistics();
  return total_heap_size + external_memory + malloced_memory;
}
