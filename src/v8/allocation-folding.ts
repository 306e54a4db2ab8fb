import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's optimising compiler from folding neighbouring allocations of a function into one. Of those the profiler
 * sees one sample, and takes it for the first object: where that dies, whatever was allocated beside it and is kept
 * vanishes from the profile, and where it lives, its dead neighbours count as live. On Node 20 and 22 half or more of
 * what a hot function keeps beside temporary objects is missing.
 *
 * For the whole process, and for what is compiled from now on; what has been compiled stays as it is until V8 compiles
 * it anew. Set like this or on the command line, a flag also makes V8 refuse code that was cached without it: Node's
 * own modules take some milliseconds longer to load.
 */
export function preventAllocationFolding(): void {
  setFlagsFromString('--no-turbo-allocation-folding');
}
