import { builtinStart } from './builtin-profiler.js';
import { isProfilerGone, withInspector } from './inspector.js';

/**
 * Returns true where a sampling heap profiler runs on this thread, whoever started it. Where Node has no function that
 * refuses a second start, V8 has to hand the whole profile over: that takes as long as a read, so it is asked seldom.
 * Throws where the inspector cannot be used, as nothing could be read then.
 */
export function isProfilerRunning(): boolean {
  return withInspector((session) => ({
    keepOpen: false,
    result: isStartRefused() ?? isProfileGiven(() => session.post('HeapProfiler.getSamplingProfile', {})),
  }));
}

/** Returns `undefined` where this Node has no function that refuses a start. */
function isStartRefused(): boolean | undefined {
  const start = builtinStart();
  if (start === undefined) return undefined;
  try {
    start()[Symbol.dispose]();
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED') return true;
    throw error;
  }
}

function isProfileGiven(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (isProfilerGone(error)) return false;
    throw error;
  }
}
