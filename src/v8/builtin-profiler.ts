import { unwatched } from './other-profilers.js';

/** The function `v8.startHeapProfile` of Node 26 and later: it throws where a profiler runs already. */
type StartHeapProfile = (options?: { sampleInterval: number; stackDepth: number }) => Disposable;

/** Returns Node's own function that starts the profiler, or `undefined` where there is none. */
export function builtinStart(): StartHeapProfile | undefined {
  const { startHeapProfile } = process.getBuiltinModule('node:v8') as { startHeapProfile?: StartHeapProfile };
  return startHeapProfile === undefined ? undefined : unwatched(startHeapProfile);
}
