import type { Random } from '../../support/random.js';

/** Allocation of one site over a stretch of time. */
export interface Batch {
  /** Bytes allocated, evenly between the two moments. */
  readonly bytes: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Size of its objects, bytes. @default that of the site's objects */
  readonly objectBytes?: number;
  /** Gives the time at which what was allocated at a moment is let go; Infinity for never. */
  readonly deathOf: (birthSeconds: number) => number;
  /**
   * The longest life of what is allocated, but for rare cases; what is gone before it can be seen need not be drawn.
   */
  readonly longestSeconds?: number;
}

/** What one site allocates, moment by moment, and what becomes of it. */
export interface SiteScript {
  /** Size of its objects, bytes. */
  readonly objectBytes: number;
  /** Is called for adjoining stretches, the first from 0. */
  readonly allocate: (fromSeconds: number, toSeconds: number) => readonly Batch[];
}

/** A way to use memory, of which no two sites are alike. */
export interface Shape {
  readonly name: string;
  readonly description: string;
  readonly site: (random: Random) => SiteScript;
}

/** A sample V8 takes of a script's allocations. */
export interface ScriptedSample {
  readonly weightBytes: number;
  readonly deathSeconds: number;
}

/**
 * Samples a script as V8 does: an object of s bytes with p = 1 − e^(−s∕R), for s∕p bytes. The objects come as a Poisson
 * process, so their samples do too.
 *
 * @param stretch.seenSeconds what has died by then is left out
 */
export function sampleScript(
  { objectBytes: usualBytes, allocate }: SiteScript,
  stretch: { fromSeconds: number; toSeconds: number; seenSeconds: number },
  { random, intervalBytes }: { random: Random; intervalBytes: number },
): ScriptedSample[] {
  const samples: ScriptedSample[] = [];
  for (const batch of allocate(stretch.fromSeconds, stretch.toSeconds)) {
    const { toSeconds, deathOf, longestSeconds = Infinity, objectBytes = usualBytes } = batch;
    const probability = -Math.expm1(-objectBytes / intervalBytes);
    const fromSeconds = Math.min(toSeconds, Math.max(batch.fromSeconds, stretch.seenSeconds - longestSeconds));
    const share = toSeconds === batch.fromSeconds ? 1 : (toSeconds - fromSeconds) / (toSeconds - batch.fromSeconds);
    for (let left = random.poisson(((share * batch.bytes) / objectBytes) * probability); left > 0; left -= 1) {
      const birthSeconds = fromSeconds + random.uniform() * (toSeconds - fromSeconds);
      const deathSeconds = deathOf(birthSeconds);
      if (deathSeconds > stretch.seenSeconds) samples.push({ weightBytes: objectBytes / probability, deathSeconds });
    }
  }
  return samples;
}

/** Draws a number between two, each order of magnitude alike. */
export function logUniform(random: Random, least: number, most: number): number {
  return least * (most / least) ** random.uniform();
}
