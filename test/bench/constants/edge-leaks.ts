import { simulateProcess } from '../simulator/process.js';
import { atTimes, evenly, leakAt } from '../simulator/shapes.js';
import type { Shape } from '../simulator/site-script.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const KIB = 1024;

/** A leak that is simulated for so many days. */
export interface EdgeLeak {
  readonly name: string;
  readonly description: string;
  readonly shape: Shape;
  /** The number of sites that leak alike; what calls them all is to be found where they are several. @default 1 */
  readonly sites?: number;
  readonly days: number;
  /** The time at which the leak stops, where it does. */
  readonly stopsAtHours?: number;
}

/** The outcome of the leaks of several simulated processes. */
export interface LeakOutcome {
  readonly name: string;
  /** Share of the processes in which the leak was found. */
  readonly found: number;
  /** Median of the hours until the leak was found, Infinity where it was found in fewer than half. */
  readonly medianHours: number;
  /** The mean number of times that the leak was judged to be over while it went on. */
  readonly endings: number;
  /** Median of the hours until a leak that stops was judged to be over. */
  readonly medianHoursToOver: number | null;
}

const BESIDE = { contentBytes: 20e6, lifeSeconds: 1200 };

/** A leak of another course than the even one of the power curves, with nothing beside it. */
function unevenLeak(name: string, bytesPerSecondAt: (seconds: number) => number): Shape {
  return {
    name,
    description: '',
    site: () => ({ objectBytes: 256, allocate: evenly(0, bytesPerSecondAt, () => Infinity) }),
  };
}

/** Leaks that show what a constant of the verdict costs. */
export const EDGE_LEAKS: readonly EdgeLeak[] = [
  { name: 'alone', description: '1 KiB/s, nothing beside it', shape: leakAt(KIB), days: 1 },
  { name: 'beside', description: '2 KiB/s beside 20 MB that live 20 minutes', shape: leakAt(2 * KIB, BESIDE), days: 2 },
  { name: 'slow', description: '256 B/s beside 20 MB that live 20 minutes', shape: leakAt(256, BESIDE), days: 4 },
  {
    name: 'by day',
    description: '2 KiB/s in the mean, with the load of the day: a tenth of it at night',
    shape: unevenLeak('by day', (seconds) => 2 * KIB * (1 + 0.9 * Math.cos((2 * Math.PI * seconds) / DAY))),
    days: 3,
  },
  {
    name: 'in bursts',
    description: '1 MiB kept every 8 minutes in the mean, at random',
    shape: {
      name: 'in bursts',
      description: '',
      site: (random) => ({
        objectBytes: 4096,
        allocate: atTimes(random, 480, () => ({ bytes: KIB * KIB, seconds: 5, deathOf: () => Infinity })),
      }),
    },
    days: 4,
  },
  {
    name: 'stops',
    description: '5 KiB/s that stop after 6 hours',
    shape: unevenLeak('stops', (seconds) => (seconds < 6 * HOUR ? 5 * KIB : 0)),
    days: 1,
    stopsAtHours: 6,
  },
  {
    name: 'spread',
    description: '2 KiB/s over 100 sites, at what calls them',
    shape: leakAt((2 * KIB) / 100),
    sites: 100,
    days: 2,
  },
];

/** Simulates a leak in so many processes. */
export function outcomeOf(
  { name, shape, sites = 1, days, stopsAtHours = Infinity }: EdgeLeak,
  repeats: number,
): LeakOutcome {
  const found: number[] = [];
  const over: number[] = [];
  let endings = 0;
  for (let seed = 1; seed <= repeats; seed += 1) {
    const shapes = new Array<Shape>(sites).fill(shape);
    const changes = [...simulateProcess(shapes, { seed, seconds: days * DAY })].filter(({ kind, name: changed }) =>
      sites === 1 ? kind === 'site' : changed === 'main',
    );
    const first = changes.find(({ isLeaking, seconds }) => isLeaking && seconds < stopsAtHours * HOUR);
    found.push(first === undefined ? Infinity : first.seconds / HOUR);
    const ends = changes.filter(({ isLeaking }) => !isLeaking).map(({ seconds }) => seconds / HOUR);
    endings += ends.filter((hours) => hours < stopsAtHours).length;
    const last = ends.at(-1);
    if (first !== undefined) over.push(last !== undefined && last > stopsAtHours ? last - stopsAtHours : Infinity);
  }
  return {
    name,
    found: found.filter(Number.isFinite).length / repeats,
    medianHours: medianOf(found),
    endings: endings / repeats,
    medianHoursToOver: Number.isFinite(stopsAtHours) ? medianOf(over) : null,
  };
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}
