import { clearTimeout, setTimeout } from './runtime-timers.js';

/**
 * Waits until a promise has settled, whichever way, but not for longer than a time.
 *
 * @returns true where it has settled in time; it does not reject
 */
export async function settledWithin(seconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, seconds * 1000);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}
