import { resolveOptions } from '../../../src/application/options.js';
import { SizeTrend } from '../../../src/growth/size-trend.js';
import type { LeakThresholds } from '../../../src/growth/thresholds.js';
import { type Random, randomFrom } from '../../support/random.js';

const MEBIBYTE = 2 ** 20;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A memory without samples, MiB as a function of time; written from what the memory of processes does. */
export interface EdgeSize {
  readonly name: string;
  readonly description: string;
  readonly isLeak: boolean;
  readonly thresholds: LeakThresholds;
  readonly seconds: number;
  readonly everySeconds: number;
  readonly course: (random: Random) => (seconds: number) => number;
}

/** The judgements on a memory without samples in several runs. */
export interface SizeOutcome {
  readonly name: string;
  /** The mean number of false alarms, where the memory does not leak. */
  readonly falseAlarms: number;
  /** The median of the hours until the leak was found; `null` where the memory does not leak. */
  readonly medianHours: number | null;
}

const { leak: thresholds } = resolveOptions();

/** Plays an allocator's pages, which wander about a mean, slowly or fast, by a standard deviation of some MiB. */
function wandering(random: Random, deviation: number, everySeconds: number): (seconds: number) => number {
  const correlation = Math.exp(-everySeconds / (20 * MINUTE * 6 ** random.uniform()));
  let value = 0;
  return () => {
    const step = Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * deviation * step;
    return value;
  };
}

/** Memory without samples that shows what a constant of its trend costs. */
export const EDGE_SIZES: readonly EdgeSize[] = [
  {
    name: 'allocator',
    description: 'pages of an allocator that wander by 2 MiB about their mean, within 20 minutes to 2 hours',
    isLeak: false,
    thresholds,
    seconds: 28 * DAY,
    everySeconds: MINUTE,
    course: (random) => {
      const wander = wandering(random, 2, MINUTE);
      return (seconds) => 60 + wander(seconds);
    },
  },
  {
    name: 'buffer-sawtooth',
    description: 'Buffers that pile up by 30 to 300 MiB and are released every 3 to 35 minutes',
    isLeak: false,
    thresholds,
    seconds: 7 * DAY,
    everySeconds: 15,
    course: (random) => {
      const [height, tooth] = [30 * 10 ** random.uniform(), (3 + 32 * random.uniform()) * MINUTE];
      return (seconds) => 50 + (height * (seconds % tooth)) / tooth + random.uniform();
    },
  },
  {
    name: 'late-pages',
    description: 'a span of 3 s, and emptied pages that are given back every 6 to 14 s',
    isLeak: false,
    thresholds: { ...thresholds, spanSeconds: 3, falseAlarmsPerWeek: 100 },
    seconds: HOUR / 2,
    everySeconds: 0.2,
    course: (random) => {
      const tooth = 6 + 8 * random.uniform();
      return (seconds) => 100 + 40 * Math.min(1, (seconds % tooth) / (0.9 * tooth)) + random.uniform();
    },
  },
  {
    name: 'external-leak',
    description: '40 MiB an hour beneath a sawtooth of 60 MiB every 20 minutes',
    isLeak: true,
    thresholds,
    seconds: 2 * DAY,
    everySeconds: MINUTE,
    course: (random) => (seconds) =>
      100 + (40 * seconds) / HOUR + 60 * ((seconds / (20 * MINUTE)) % 1) + random.uniform(),
  },
];

/** Plays a memory in so many runs. */
export function sizeOutcomeOf(size: EdgeSize, repeats: number): SizeOutcome {
  let falseAlarms = 0;
  const hours: number[] = [];
  for (let seed = 1; seed <= repeats; seed += 1) {
    const course = size.course(randomFrom(seed));
    const trend = new SizeTrend(size.thresholds);
    let foundHours = Infinity;
    let isLeaking = false;
    for (let seconds = 0; seconds < size.seconds; seconds += size.everySeconds) {
      trend.note(seconds, course(seconds) * MEBIBYTE);
      const isNew = !isLeaking && trend.leak !== undefined;
      isLeaking = trend.leak !== undefined;
      if (!isNew) continue;
      falseAlarms += 1;
      foundHours = Math.min(foundHours, seconds / HOUR);
      if (size.isLeak) break;
    }
    hours.push(foundHours);
  }
  hours.sort((a, b) => a - b);
  const median = hours[Math.floor(repeats / 2)] ?? Infinity;
  return {
    name: size.name,
    falseAlarms: size.isLeak ? 0 : falseAlarms / repeats,
    medianHours: size.isLeak ? median : null,
  };
}
