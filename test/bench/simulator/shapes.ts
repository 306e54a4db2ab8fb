import type { Random } from '../../support/random.js';
import { type Batch, logUniform, type Shape, type SiteScript } from './site-script.js';

const KIB = 1024;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** Exponential lifetimes end before this many means but for one in three million. */
export const LONGEST_LIFE = 15;

/** A site's usual content: 0.3 to 10 MiB of objects of 32 bytes to 1 MiB. */
export function usual(random: Random): { contentBytes: number; objectBytes: number } {
  return {
    contentBytes: logUniform(random, 300 * KIB, 10 * KIB * KIB),
    objectBytes: random.uniform() < 0.8 ? logUniform(random, 32, 8 * KIB) : logUniform(random, 8 * KIB, KIB * KIB),
  };
}

/** What is there from the beginning, and what comes at an even rate. */
export function evenly(
  contentBytes: number,
  bytesPerSecond: number | ((seconds: number) => number),
  deathOf: Batch['deathOf'],
  mostSeconds?: number,
): SiteScript['allocate'] {
  const rate = typeof bytesPerSecond === 'number' ? () => bytesPerSecond : bytesPerSecond;
  const longestSeconds = mostSeconds ?? Infinity;
  return (fromSeconds, toSeconds) => {
    const bytes = rate((fromSeconds + toSeconds) / 2) * (toSeconds - fromSeconds);
    const begin = { bytes: contentBytes, fromSeconds: 0, toSeconds: 0, deathOf, longestSeconds };
    return [...(fromSeconds === 0 ? [begin] : []), { bytes, fromSeconds, toSeconds, deathOf, longestSeconds }];
  };
}

/** Events at random moments, each of which allocates for a while. */
export function atTimes(
  random: Random,
  meanGapSeconds: number,
  event: (atSeconds: number) => { bytes: number; seconds: number; deathOf: Batch['deathOf'] },
): SiteScript['allocate'] {
  let nextSeconds = random.exponential(meanGapSeconds);
  const active: Batch[] = [];
  return (fromSeconds, toSeconds) => {
    for (; nextSeconds < toSeconds; nextSeconds += random.exponential(meanGapSeconds)) {
      const { bytes, seconds, deathOf } = event(nextSeconds);
      active.push({ bytes, fromSeconds: nextSeconds, toSeconds: nextSeconds + seconds, deathOf });
    }
    const now = active.flatMap((batch) => {
      const [begin, end] = [Math.max(fromSeconds, batch.fromSeconds), Math.min(toSeconds, batch.toSeconds)];
      if (end <= begin) return [];
      const bytes = (batch.bytes * (end - begin)) / (batch.toSeconds - batch.fromSeconds);
      return [{ ...batch, bytes, fromSeconds: begin, toSeconds: end }];
    });
    while ((active[0]?.toSeconds ?? Infinity) <= toSeconds) active.shift();
    return now;
  };
}

/** Ways to use memory that are no leaks. Whatever fills up does so in less than the hour that a verdict takes. */
export const HARMLESS_SHAPES: readonly Shape[] = [
  {
    name: 'turnover',
    description: 'constant content; lifetimes exponential, of a minute to a day',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const lifeSeconds = logUniform(random, MINUTE, DAY);
      const allocate = evenly(
        contentBytes,
        contentBytes / lifeSeconds,
        (birth) => birth + random.exponential(lifeSeconds),
        LONGEST_LIFE * lifeSeconds,
      );
      return { objectBytes, allocate };
    },
  },
  {
    name: 'large-objects',
    description: 'constant content; a few objects of 64 KiB to 4 MiB at a time, of lifetimes of a minute to a day',
    site: (random) => {
      const sizes = Array.from({ length: 8 }, () => logUniform(random, 64 * KIB, 4 * KIB * KIB));
      const lifeSeconds = logUniform(random, MINUTE, DAY);
      const objects = logUniform(random, 0.1, 2);
      const deathOf = (birth: number): number => birth + random.exponential(lifeSeconds);
      const ofSize = sizes.map((bytes) =>
        evenly(objects * bytes, (objects * bytes) / lifeSeconds, deathOf, LONGEST_LIFE * lifeSeconds),
      );
      const allocate: SiteScript['allocate'] = (fromSeconds, toSeconds) =>
        ofSize.flatMap((of, n) =>
          of(fromSeconds, toSeconds).map((batch) => ({ ...batch, objectBytes: sizes[n] ?? KIB })),
        );
      return { objectBytes: KIB, allocate };
    },
  },
  {
    name: 'ttl-cache',
    description: 'entries live 1 to 40 minutes; the load goes up and down by half over the day',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const lifeSeconds = logUniform(random, MINUTE, 40 * MINUTE);
      const phase = random.uniform();
      const rate = (seconds: number): number =>
        (contentBytes / lifeSeconds) * (1 + 0.5 * Math.sin(2 * Math.PI * (seconds / DAY + phase)));
      return { objectBytes, allocate: evenly(0, rate, (birth) => birth + lifeSeconds, lifeSeconds) };
    },
  },
  {
    name: 'sawtooth',
    description: 'accumulates for 2 to 40 minutes, then lets go of everything at once, for ever',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const toothSeconds = logUniform(random, 2 * MINUTE, 40 * MINUTE);
      const allocate = evenly(
        0,
        contentBytes / toothSeconds,
        (birth) => Math.ceil(birth / toothSeconds) * toothSeconds,
      );
      return { objectBytes, allocate };
    },
  },
  {
    name: 'burst',
    description: 'every few hours something comes within 10 minutes and is let go after 5 minutes to 12 hours',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const allocate = atTimes(random, 3 * HOUR, (at) => {
        const seconds = logUniform(random, 10, 10 * MINUTE);
        const end = at + seconds + logUniform(random, 5 * MINUTE, 12 * HOUR);
        return { bytes: contentBytes, seconds, deathOf: () => end };
      });
      return { objectBytes, allocate };
    },
  },
  {
    name: 'start-up',
    description: 'modules load within 5 minutes and lazily compiled paths follow, fewer and fewer, for good',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const loadSeconds = logUniform(random, 5, 5 * MINUTE);
      const lazySeconds = logUniform(random, 2 * MINUTE, 25 * MINUTE);
      const rate = (seconds: number): number =>
        (seconds < loadSeconds ? contentBytes / loadSeconds : 0) +
        (contentBytes / lazySeconds) * Math.exp(-seconds / lazySeconds);
      return { objectBytes, allocate: evenly(0, rate, () => Infinity) };
    },
  },
  {
    name: 'plateau',
    description: 'steps up for good within 20 minutes, once to three times in its life',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      let left = 1 + Math.floor(3 * random.uniform());
      const allocate = atTimes(random, DAY, () => ({
        bytes: left-- > 0 ? contentBytes : 0,
        seconds: logUniform(random, 10, 20 * MINUTE),
        deathOf: () => Infinity,
      }));
      return { objectBytes, allocate };
    },
  },
  {
    name: 'bounded-cache',
    description: 'fills to its bound in 2 to 40 minutes, then replaces the oldest; cleared every 12 hours',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const fillSeconds = logUniform(random, 2 * MINUTE, 40 * MINUTE);
      const clearSeconds = logUniform(random, 6 * HOUR, DAY);
      const deathOf = (birth: number): number =>
        Math.min(birth + fillSeconds, Math.ceil(birth / clearSeconds) * clearSeconds);
      return { objectBytes, allocate: evenly(0, contentBytes / fillSeconds, deathOf, fillSeconds) };
    },
  },
  {
    name: 'queue',
    description: 'is overloaded for 5 to 30 minutes every 2 hours, and then works off its backlog, the oldest first',
    site: (random) => {
      const { contentBytes, objectBytes } = usual(random);
      const serviceRate = contentBytes / (20 * MINUTE);
      let [backlogBytes, overloadUntil, nextSeconds] = [0, 0, random.exponential(2 * HOUR)];
      const minuteFrom = (fromSeconds: number, toSeconds: number): Batch => {
        if (fromSeconds >= nextSeconds) {
          overloadUntil = fromSeconds + logUniform(random, 5 * MINUTE, 30 * MINUTE);
          nextSeconds = overloadUntil + random.exponential(2 * HOUR);
        }
        const seconds = toSeconds - fromSeconds;
        const bytes = serviceRate * (fromSeconds < overloadUntil ? 1.8 : 0.7) * seconds;
        const waitSeconds = 2 + backlogBytes / serviceRate;
        backlogBytes = Math.max(0, backlogBytes + bytes - serviceRate * seconds);
        return { bytes, fromSeconds, toSeconds, deathOf: (birth) => birth + waitSeconds };
      };
      const allocate = (fromSeconds: number, toSeconds: number): readonly Batch[] => {
        const count = Math.ceil((toSeconds - fromSeconds) / MINUTE);
        const at = (n: number): number => fromSeconds + ((toSeconds - fromSeconds) * n) / count;
        return Array.from({ length: count }, (_, n) => minuteFrom(at(n), at(n + 1)));
      };
      return { objectBytes, allocate };
    },
  },
];

/** A leak, alone at its site or beside a turnover of other objects there. */
export function leakAt(bytesPerSecond: number, beside?: { contentBytes: number; lifeSeconds: number }): Shape {
  return {
    name: 'leak',
    description: 'keeps an even share of what it allocates, for good',
    site: (random) => {
      const leak = evenly(0, bytesPerSecond, () => Infinity);
      if (beside === undefined) return { objectBytes: 256, allocate: leak };
      const { contentBytes, lifeSeconds } = beside;
      const churn = evenly(
        contentBytes,
        contentBytes / lifeSeconds,
        (birth) => birth + random.exponential(lifeSeconds),
        LONGEST_LIFE * lifeSeconds,
      );
      return { objectBytes: 256, allocate: (from, to) => [...leak(from, to), ...churn(from, to)] };
    },
  };
}
