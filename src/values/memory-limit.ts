import { totalmem } from 'node:os';
import { lastKnown } from './last-known.js';

/** The memory that ends a process which takes more than there is of it. */
interface MemoryLimit {
  readonly bytes: number;
  /** What has so much: the container that the process runs in, or the whole machine where no container limits it. */
  readonly owner: MemoryOwner;
}

/** What the process has its memory from. */
export type MemoryOwner = 'container' | 'machine';

/** The memory that the process's container allows; it reads 0 where there is no limit, and where it cannot be read. */
const constrainedBytes = lastKnown(() => process.constrainedMemory.bind(process));
const machineBytes = lastKnown(() => totalmem);

/**
 * Returns the memory that this process may use. Where no container limits it, systems answer with 0 or with more than
 * there is. It does not throw.
 */
export function memoryLimit(): MemoryLimit {
  const ofMachine = machineBytes() ?? Number.MAX_SAFE_INTEGER;
  const ofContainer = constrainedBytes() ?? ofMachine;
  return ofContainer < ofMachine ? { bytes: ofContainer, owner: 'container' } : { bytes: ofMachine, owner: 'machine' };
}
