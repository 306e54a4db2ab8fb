import type { Random } from './random.js';
import type { ScriptedSample } from './scripted-heap.js';

/** Times of independent events at an even rate. */
function arrivals(random: Random, everySeconds: number, beginSeconds: number, endSeconds: number): number[] {
  const times: number[] = [];
  for (let seconds = beginSeconds; ;) {
    seconds += random.exponential(everySeconds);
    if (seconds >= endSeconds) return times;
    times.push(seconds);
  }
}

/** Where a workload allocates, one sample so often in the mean, and for how long it does. */
export interface Pace {
  readonly site?: string;
  readonly everySeconds: number;
  readonly beginSeconds?: number;
  readonly endSeconds: number;
}

const SITE = 'site';

/** Nothing is ever let go. */
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

/** Objects of one short life, garbage ever after. */
export function churn(random: Random, pace: Pace & { lifeSeconds: number }): ScriptedSample[] {
  return leak(random, pace).map((sample) => ({
    ...sample,
    deathSeconds: sample.birthSeconds + random.exponential(pace.lifeSeconds),
  }));
}

/** What was put in is dropped after a time to live. */
export function ttlCache(random: Random, pace: Pace & { ttlSeconds: number }): ScriptedSample[] {
  return leak(random, pace).map((sample) => ({ ...sample, deathSeconds: sample.birthSeconds + pace.ttlSeconds }));
}

/** Everything there is is dropped at once, so often: a sawtooth. */
export function flushed(random: Random, pace: Pace & { flushEverySeconds: number }): ScriptedSample[] {
  return leak(random, pace).map((sample) => ({
    ...sample,
    deathSeconds: Math.ceil(sample.birthSeconds / pace.flushEverySeconds) * pace.flushEverySeconds,
  }));
}

/** A cache of least recently used entries, each new one put in its place: what has been longest goes when it is full. */
export function boundedCache(random: Random, pace: Pace & { capacity: number }): ScriptedSample[] {
  const entries = leak(random, pace);
  return entries.map((sample, n) => ({
    ...sample,
    deathSeconds: entries[n + pace.capacity]?.birthSeconds ?? Infinity,
  }));
}

/** A cache of so many keys, each looked up as often as any other: it fills exponentially and keeps what it has. */
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

/** First in, first out: served at another pace than what comes. */
export function queue(random: Random, pace: Pace & { serveEverySeconds: number }): ScriptedSample[] {
  let freeSeconds = pace.beginSeconds ?? 0;
  return leak(random, pace).map((sample) => {
    freeSeconds = Math.max(freeSeconds, sample.birthSeconds) + random.exponential(pace.serveEverySeconds);
    return { ...sample, deathSeconds: freeSeconds };
  });
}

/** So many samples at once, until they are let go. */
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
