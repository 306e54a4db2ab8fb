import { setFlagsFromString } from 'node:v8';

/** The use of the room under the limit, in percent, from which on V8 begins to mark; 0 leaves it to V8. */
const TRIGGER = '--incremental-marking-hard-trigger';

/**
 * Has V8 begin a major collection of its usual kind at its next opportunity: when the young generation is collected, or
 * the old one takes a page. It marks beside the running application and stops it for the end alone. That takes 1 to 80 ms
 * on heaps of 20 to 400 MiB, where the inspector's `HeapProfiler.collectGarbage` collects everything twice at a stretch
 * and takes 90 to 1,300 ms (Node.js 20, 22, 24 and 26 were tried).
 *
 * It holds for all threads of the process and until {@link collectAsUsual}, so that V8 would collect over and over: it
 * has to be ended as soon as a collection has come. V8 reads the flag wherever it may begin to mark, so any thread may
 * set it.
 *
 * @returns whether V8 has been asked; it is not where the process was started with a trigger of its own, which would be
 *   lost, or must not mark beside the application
 */
export function collectEarly(): boolean {
  if (isFixed()) return false;
  // One percent is the least: V8 rounds down, and has to exceed it.
  setFlagsFromString(`${TRIGGER}=1`);
  return true;
}

/** Leaves to V8 again when it collects. */
export function collectAsUsual(): void {
  if (!isFixed()) setFlagsFromString(`${TRIGGER}=0`);
}

/** Says whether the process was started with flags on marking, by which V8 is to go. */
function isFixed(): boolean {
  return [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((flags) => /incremental[-_]marking/.test(flags));
}
