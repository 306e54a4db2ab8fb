import { DEADLY_LEAKS, type DeadlyLeak, leakNamed } from './leaks.js';

/** A process that is to run out of heap: its leak, its limit and the time it has. */
export interface Death {
  readonly leak: DeadlyLeak;
  /** The value of `--max-old-space-size`, in MiB. */
  readonly limitMib: number;
  /** Time in which the leak fills the heap, about. */
  readonly minutes: number;
}

/** How a leak is driven: how often, and how much each request leaves behind. */
export interface Drive {
  readonly requestsPerSecond: number;
  readonly itemsPerRequest: number;
}

/** Limits and times. Each leak has them all: twenty deaths. */
const ENDS: ReadonlyArray<Pick<Death, 'limitMib' | 'minutes'>> = [
  { minutes: 1, limitMib: 64 },
  { minutes: 1, limitMib: 256 },
  { minutes: 5, limitMib: 128 },
  { minutes: 5, limitMib: 512 },
  { minutes: 30, limitMib: 256 },
];

/** The heap of the program before anything has leaked, in MiB. */
const PROGRAM_MIB = 16;

/** What a request leaves behind, as long as that is not more often than people's servers are asked. */
const ORDINARY_REQUEST_BYTES = 4000;

const MOST_REQUESTS_PER_SECOND = 50;

/** All deaths there are, the longest first. */
export const DEATHS: readonly Death[] = ENDS.flatMap((end) => DEADLY_LEAKS.map((leak) => ({ leak, ...end }))).sort(
  (a, b) => b.minutes - a.minutes,
);

/** A death that is soon over, to see that the bench works. */
export const QUICK_DEATH: Death = { leak: leakNamed('closures'), limitMib: 64, minutes: 0.25 };

/** Chooses how a leak is driven so that it fills the heap in time. */
export function driveOf({ leak, limitMib, minutes }: Death): Drive {
  const bytesPerSecond = ((limitMib - PROGRAM_MIB) * 2 ** 20) / (minutes * 60);
  const requestsPerSecond = Math.min(MOST_REQUESTS_PER_SECOND, bytesPerSecond / ORDINARY_REQUEST_BYTES);
  const itemsPerRequest = Math.round(bytesPerSecond / requestsPerSecond / leak.itemBytes);
  return { requestsPerSecond, itemsPerRequest };
}
