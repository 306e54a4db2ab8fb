/**
 * What the fixture `bundled-application` prints where it is bundled with heapgauge and everything works but the threads,
 * whose programs the bundle does not have.
 */
export const WITHOUT_THREADS = {
  kept: 10_000,
  traced: true,
  lookup: 'ERR_HEAPGAUGE_BUNDLED',
  starter: 'none',
  served: true,
} as const;
