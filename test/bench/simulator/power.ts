import { simulateProcess } from './process.js';
import { leakAt } from './shapes.js';

/** Hours after which it is counted how many leaks have been found. */
export const HOURS: readonly number[] = [1.25, 1.5, 2, 3, 4, 6, 8, 12, 24, 48, 96];

/** Leak rates, bytes a second. */
export const RATES: readonly number[] = [0.125, 0.25, 0.5, 1, 2, 5, 10, 50, 200].map((kib) => kib * 1024);

/** The other things that the leaking site allocates. */
export const SURROUNDINGS = {
  alone: undefined,
  'beside 20 MB of other objects that live for 20 minutes': { contentBytes: 20e6, lifeSeconds: 1200 },
} as const;

/** The power to find a leak of one rate: how often it is found, and when. */
export interface PowerRow {
  readonly surroundings: keyof typeof SURROUNDINGS;
  readonly bytesPerSecond: number;
  /** Share of processes in which it was found, by hour as in {@link HOURS}. */
  readonly probabilities: readonly number[];
  /**
   * The hours by which the leak was found in half of the processes; `null` where it was found in fewer in the time
   * simulated.
   */
  readonly medianHours: number | null;
}

/** Hours until a leak is found in one simulated process; Infinity if not within {@link HOURS}. */
function hoursToFind(surroundings: keyof typeof SURROUNDINGS, bytesPerSecond: number, seed: number): number {
  const seconds = (HOURS.at(-1) ?? 0) * 3600;
  for (const { kind, ...alarm } of simulateProcess([leakAt(bytesPerSecond, SURROUNDINGS[surroundings])], {
    seed,
    seconds,
  }))
    if (kind === 'site') return alarm.seconds / 3600;
  return Infinity;
}

/** Simulates a leak so many times. */
export function powerOf(surroundings: keyof typeof SURROUNDINGS, bytesPerSecond: number, repeats: number): PowerRow {
  const hours = Array.from({ length: repeats }, (_, n) => hoursToFind(surroundings, bytesPerSecond, n + 1));
  hours.sort((a, b) => a - b);
  const median = hours[Math.floor(repeats / 2)] ?? Infinity;
  return {
    surroundings,
    bytesPerSecond,
    probabilities: HOURS.map((limit) => hours.filter((hour) => hour <= limit).length / repeats),
    medianHours: Number.isFinite(median) ? median : null,
  };
}
