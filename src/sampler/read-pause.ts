/**
 * The longest time in seconds for which the sampler thread is taken to wake late. V8 begins to serve a read between two
 * steps of the running JavaScript; where the first answer takes longer than this, the application waited for something
 * else, such as a system call.
 */
const LATEST_WAKE_SECONDS = 0.1;

/**
 * Computes how long a read paused the application, as an upper bound, from the seconds for which the sampler thread has
 * been idle so far: when it asked, when the first of two answers was here, and when the second one was. Between the
 * answers it is idle while the application's thread serves the read, and active while it parses what came. The wait for
 * the first answer counts, up to 0.1 s, as the thread may have woken late and the application served the read meanwhile.
 */
export function readPauseSeconds(idle: {
  readonly askedSeconds: number;
  readonly servedSeconds: number;
  readonly answeredSeconds: number;
}): number {
  const waitSeconds = idle.servedSeconds - idle.askedSeconds;
  const servingSeconds = idle.answeredSeconds - idle.servedSeconds;
  return servingSeconds + Math.min(waitSeconds, LATEST_WAKE_SECONDS);
}
