import type { Frame } from '../../src/snapshot/frame.js';
import type { Random } from './random.js';
import { type SampleAllocation, type SampleCircumstances, sampleFrame } from './sample-snapshot.js';

const NAMES = ['main', '(anonymous)', 'Cache.set', 'größe', '"quoted"', '𝒻', '\ud800', 'tab\there', '__proto__'];
const FILES = [
  '',
  '/app/src/main.js',
  '/app/src/naïve ünïcode.js',
  '/app/node_modules/lru-cache/index.js',
  '/app/node_modules/@otel/sdk/span.js',
  '/app/node_modules/heapgauge/dist/src/a.js',
  'node:fs',
  'node:internal/streams/writable',
  'https://example.com/a.js',
];
const INTERVALS = [1, 1, 512, 131_072, 2 ** 30];

/** Draws a whole number from 0 up to, but not including, the limit. */
export function below(random: Random, limit: number): number {
  return Math.floor(random.uniform() * limit);
}

/** Draws one of several values. */
export function oneFrom<T>(random: Random, values: readonly T[]): T {
  const value = values[below(random, values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

/** Draws the interval, depth, time and run of a snapshot. */
export function randomCircumstances(random: Random): Required<SampleCircumstances> {
  return {
    time: new Date(below(random, 2 ** 41)).toISOString(),
    run: `run ${below(random, 3)}`,
    sampleIntervalBytes: oneFrom(random, INTERVALS),
    stackDepth: 1 + below(random, 12),
  };
}

/** Draws up to 40 samples on stacks within the depth, recursive ones too; ordinals have gaps, some beyond 32 bits. */
export function randomAllocations(
  random: Random,
  { stackDepth, sampleIntervalBytes }: Required<SampleCircumstances>,
): SampleAllocation[] {
  const frames = Array.from({ length: 1 + below(random, 12) }, () => randomFrame(random));
  let ordinal = random.uniform() < 0.2 ? 2 ** 40 : 0;
  return Array.from({ length: below(random, 40) }, () => {
    ordinal += 1 + below(random, random.uniform() < 0.1 ? 1e6 : 3);
    return {
      stack: Array.from({ length: below(random, stackDepth + 1) }, () => oneFrom(random, frames)),
      sizeBytes: sampleIntervalBytes * (1 + random.exponential(0.5)),
      ordinal,
    };
  });
}

/** Draws the samples of a later snapshot of the same run: some are gone and some are new. */
export function laterAllocations(random: Random, before: readonly SampleAllocation[]): SampleAllocation[] {
  const last = before.at(-1);
  if (last === undefined) return [];
  const survivors = before.filter(() => random.uniform() < 0.7);
  const births = before.slice(0, 5).map((one, n) => ({ ...one, ordinal: last.ordinal + n + 1 }));
  return [...survivors, ...births];
}

function randomFrame(random: Random): Frame {
  const file = oneFrom(random, FILES);
  return sampleFrame(oneFrom(random, NAMES), file, file === '' ? 0 : below(random, 50));
}
