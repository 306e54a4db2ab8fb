import { performance } from 'node:perf_hooks';
import { now } from '../v8/clock.js';

/**
 * The longest time in seconds for which the sampler thread is taken to notice an answer late: some time slices of the
 * system's scheduler. Where the first answer takes longer than this, the application was in something else, such as a
 * system call, before it came to the read.
 */
const LATEST_NOTICE_SECONDS = 0.01;

/** The sampler thread's time at one moment. */
export interface ThreadMoment {
  /** Monotonic seconds. */
  readonly seconds: number;
  /** The seconds for which the thread has waited in its event loop so far. */
  readonly idleSeconds: number;
}

/** Returns the time of this thread at this moment. */
export function present(): ThreadMoment {
  return { seconds: now(), idleSeconds: performance.eventLoopUtilization().idle / 1000 };
}

/**
 * Computes how long a read paused the application, as an upper bound, from the moments at which the sampler thread asked,
 * had the first of two answers, and had the second one. Between the answers it is idle while the application's thread
 * serves the read, and active while it parses what came. Where it was not idle at all both answers were there already,
 * and all of that time counts. The time to the first answer counts, up to 10 ms: the application may have served the
 * read before the thread noticed.
 */
export function readPauseSeconds(
  asked: Pick<ThreadMoment, 'seconds'>,
  served: ThreadMoment,
  answered: ThreadMoment,
): number {
  const waitSeconds = Math.min(served.seconds - asked.seconds, LATEST_NOTICE_SECONDS);
  const idleSeconds = answered.idleSeconds - served.idleSeconds;
  return waitSeconds + (idleSeconds > 0 ? idleSeconds : answered.seconds - served.seconds);
}
