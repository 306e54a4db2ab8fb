import { atTimes, evenly, LONGEST_LIFE, usual } from '../simulator/shapes.js';
import { logUniform, type Shape } from '../simulator/site-script.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Ways to use memory that do not leak and come closer to a leak than any of the simulator's harmless shapes. */
export const EDGE_SHAPES: readonly Shape[] = [
  {
    name: 'daily-load',
    description: 'sessions that live 20 minutes to 4 hours; the load goes up and down by half over the day',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const lifeSeconds = logUniform(random, 20 * MINUTE, 4 * HOUR);
      const phase = random.uniform();
      const rate = (seconds: number): number =>
        (contentBytes / lifeSeconds) * (1 + 0.5 * Math.sin(2 * Math.PI * (seconds / DAY + phase)));
      const deathOf = (birth: number): number => birth + random.exponential(lifeSeconds);
      return { objectBytes, allocate: evenly(contentBytes, rate, deathOf, LONGEST_LIFE * lifeSeconds) };
    },
  },
  {
    name: 'batches',
    description: 'jobs of 0.5 to 4 MiB each, one every few minutes, each held for 10 minutes to an hour',
    site: (random) => {
      const meanGapSeconds = logUniform(random, 2 * MINUTE, 20 * MINUTE);
      const lifeSeconds = logUniform(random, 10 * MINUTE, HOUR);
      const bytes = logUniform(random, 2 ** 19, 2 ** 22);
      const allocate = atTimes(random, meanGapSeconds, (at) => {
        const end = at + random.exponential(lifeSeconds);
        return { bytes, seconds: 5, deathOf: () => end };
      });
      return { objectBytes: 4096, allocate };
    },
  },
  {
    name: 'long-filling',
    description: 'fills evenly to its bound in 36 to 42 minutes, then replaces the oldest; cleared every 6 to 24 hours',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const fillSeconds = (36 + 6 * random.uniform()) * MINUTE;
      const clearSeconds = logUniform(random, 6 * HOUR, DAY);
      const deathOf = (birth: number): number =>
        Math.min(birth + fillSeconds, Math.ceil(birth / clearSeconds) * clearSeconds);
      return { objectBytes, allocate: evenly(0, contentBytes / fillSeconds, deathOf, fillSeconds) };
    },
  },
  {
    name: 'slow-filling',
    description:
      'keys that come ever more rarely: fills with a time constant of 12 to 20 minutes; cleared every 6 to 24 hours',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const constantSeconds = (12 + 8 * random.uniform()) * MINUTE;
      const clearSeconds = logUniform(random, 6 * HOUR, DAY);
      const rate = (seconds: number): number =>
        (contentBytes / constantSeconds) * Math.exp(-(seconds % clearSeconds) / constantSeconds);
      const deathOf = (birth: number): number => Math.ceil(birth / clearSeconds) * clearSeconds;
      return { objectBytes, allocate: evenly(0, rate, deathOf) };
    },
  },
];
