import { builtinStart } from './builtin-profiler.js';
import { isProfilerGone, readOwnProfile, withInspector } from './inspector.js';
import { unnoticed } from './other-profilers.js';
import type { Profile } from './profile.js';

/**
 * Returns true where a sampling heap profiler runs on this thread, whoever started it. Where Node has no function that
 * refuses a second start, V8 has to hand the whole profile over: that takes as long as a read, so it is asked seldom.
 * Throws where the inspector cannot be used, as nothing could be read then.
 */
export function isProfilerRunning(): boolean {
  // A process that may not use the inspector hears of it here, whatever Node's own function answers.
  return withInspector(() => ({ keepOpen: false, result: isStartRefused() ?? readRunning() !== undefined }));
}

/** Reads the profile of whatever profiler runs on this thread; `undefined` where none does. Throws the inspector's errors. */
export function findProfile(): Profile | undefined {
  return withInspector(() => ({ keepOpen: false, result: isStartRefused() === false ? undefined : readRunning() }));
}

/** Returns `undefined` where this Node has no function that refuses a start. */
function isStartRefused(): boolean | undefined {
  const start = builtinStart();
  if (start === undefined) return undefined;
  try {
    unnoticed(() => {
      start()[Symbol.dispose]();
    });
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED') return true;
    throw error;
  }
}

function readRunning(): Profile | undefined {
  try {
    return readOwnProfile();
  } catch (error) {
    if (isProfilerGone(error)) return undefined;
    throw error;
  }
}
