import type { Random } from './random.js';
import type { ScriptedSample } from './scripted-heap.js';

/** Draws times of independent events at an even rate. */
function arrivals(random: Random, everySeconds: number, beginSeconds: number, endSeconds: number): number[] {
  const times: number[] = [];
  for (let seconds = beginSeconds; ;) {
    seconds += random.exponential(everySeconds);
    if (seconds >= endSeconds) return times;
    times.push(seconds);
  }
}

/** Where a workload allocates, how often it allocates a sample on average, and for how long. */
export interface Pace {
  readonly site?: string;
  readonly everySeconds: number;
  readonly beginSeconds?: number;
  readonly endSeconds: number;
}

const SITE = 'site';

/** Makes samples that are never let go. */
export function leak(
  random: Random,
  { site = SITE, everySeconds, beginSeconds = 0, endSeconds }: Pace,
): ScriptedSample[] {
  return arrivals(random, everySeconds, beginSeconds, endSeconds).map((birthSeconds) => ({
    site,
    birthSeconds,
    deathSeconds: Infinity,
  }));
}

/** Makes samples of short lives, garbage ever after. */
export function churn(random: Random, pace: Pace & { lifeSeconds: number }): ScriptedSample[] {
  return leak(random, pace).map((sample) => ({
    ...sample,
    deathSeconds: sample.birthSeconds + random.exponential(pace.lifeSeconds),
  }));
}

/** Makes samples of a cache whose entries are dropped after a time to live. */
export function ttlCache(random: Random, pace: Pace & { ttlSeconds: number }): ScriptedSample[] {
  return leak(random, pace).map((sample) => ({ ...sample, deathSeconds: sample.birthSeconds + pace.ttlSeconds }));
}

/** Makes samples that are all dropped at once, time and again: a sawtooth. */
export function flushed(random: Random, pace: Pace & { flushEverySeconds: number }): ScriptedSample[] {
  return leak(random, pace).map((sample) => ({
    ...sample,
    deathSeconds: Math.ceil(sample.birthSeconds / pace.flushEverySeconds) * pace.flushEverySeconds,
  }));
}

/** Makes samples of a cache of least recently used entries: when it is full, the oldest goes for each new one. */
export function boundedCache(random: Random, pace: Pace & { capacity: number }): ScriptedSample[] {
  const entries = leak(random, pace);
  return entries.map((sample, n) => ({
    ...sample,
    deathSeconds: entries[n + pace.capacity]?.birthSeconds ?? Infinity,
  }));
}

/** Makes samples of a cache of so many keys, each asked for as often as any other: it fills exponentially and stays full. */
export function keyedCache(
  random: Random,
  { site = SITE, keys, timeConstantSeconds }: { site?: string; keys: number; timeConstantSeconds: number },
): ScriptedSample[] {
  return Array.from({ length: keys }, () => ({
    site,
    birthSeconds: random.exponential(timeConstantSeconds),
    deathSeconds: Infinity,
  }));
}

/** Makes samples of a queue, first in, first out, that is served at another pace than it is filled. */
export function queue(random: Random, pace: Pace & { serveEverySeconds: number }): ScriptedSample[] {
  let freeSeconds = pace.beginSeconds ?? 0;
  return leak(random, pace).map((sample) => {
    freeSeconds = Math.max(freeSeconds, sample.birthSeconds) + random.exponential(pace.serveEverySeconds);
    return { ...sample, deathSeconds: freeSeconds };
  });
}

/** Makes so many samples at once, which are let go at once. */
export function block({
  site = SITE,
  samples,
  atSeconds,
  untilSeconds,
}: {
  site?: string;
  samples: number;
  atSeconds: number;
  untilSeconds: number;
}): ScriptedSample[] {
  return Array.from({ length: samples }, () => ({ site, birthSeconds: atSeconds, deathSeconds: untilSeconds }));
}
