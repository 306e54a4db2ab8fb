import { resolveOptions } from '../../../src/application/options.js';
import { CallerJudge } from '../../../src/growth/caller-judge.js';
import { replaceStores } from '../../../src/growth/replaced-stores.js';
import { SampleStore } from '../../../src/growth/sample-store.js';
import { SiteJudge } from '../../../src/growth/site-judge.js';
import { SiteRegistry } from '../../../src/growth/site-registry.js';
import { GrowthSeries, type SiteSeries } from '../../../src/growth/site-series.js';
import { Terms } from '../../../src/growth/terms.js';
import type { JudgedKind } from '../../../src/growth/thresholds.js';
import { sampleVariance } from '../../../src/snapshot/estimate.js';
import { type Random, randomFrom } from '../../support/random.js';
import { siteFrame } from '../../support/scripted-heap.js';
import { simulatedTree, siteName } from './simulated-tree.js';
import { logUniform, sampleScript, type ScriptedSample, type Shape, type SiteScript } from './site-script.js';

const { leak: thresholds, periodSeconds, sampleIntervalBytes: intervalBytes } = resolveOptions();

/** Where collections come most often, one comes before every read. */
const LEAST_GAP_SECONDS = periodSeconds;

/** The limits of the heaps: what does not leak takes less than two thirds of the least, those of V8 itself are larger. */
const LEAST_LIMIT_BYTES = 512 * 2 ** 20;

/** A site or a caller that was judged leaking in a simulated process, or whose leak was judged to be over. */
export interface Change {
  readonly kind: JudgedKind;
  /** The name of the function. */
  readonly name: string;
  readonly isLeaking: boolean;
  readonly seconds: number;
  /** The span that showed it. */
  readonly spanSeconds: number;
}

interface SimulatedSite {
  readonly series: SiteSeries;
  /** The rows of the call tree that it allocates at. */
  readonly rows: readonly number[];
  readonly script: SiteScript;
  readonly random: Random;
}

/**
 * A process that is watched: its sites allocate by their scripts below their callers, V8 samples them, reads come every
 * period, major collections at random, and heapgauge's own judges evaluate what both have left. Only the profile itself,
 * which would list the same samples thousands of times, is not there.
 */
export function* simulateProcess(
  shapes: readonly Shape[],
  { seed, seconds: lastSeconds }: { seed: number; seconds: number },
): Generator<Change> {
  const random = randomFrom(seed);
  const registry = new SiteRegistry();
  const { tree, rowsOfSite } = simulatedTree(shapes.length);
  const sites = shapes.map((shape, n): SimulatedSite => {
    const own = randomFrom(seed * 1009 + n + 1);
    const series = registry.seriesOf(siteFrame(siteName(n)));
    return { series, rows: rowsOfSite[n] ?? [], script: shape.site(own), random: own };
  });
  const terms = new Terms({ thresholds, intervalBytes, startSeconds: 0 });
  const siteJudge = new SiteJudge(terms);
  const callerJudge = new CallerJudge(terms, thresholds);
  const total = new GrowthSeries();
  const heap = new SimulatedHeap(randomFrom(seed + 7919));
  const limitBytes = logUniform(random, LEAST_LIMIT_BYTES, 8 * LEAST_LIMIT_BYTES);
  const gapSeconds = logUniform(random, LEAST_GAP_SECONDS, 600);
  let readSeconds = 0;
  for (
    let collected = random.exponential(gapSeconds);
    collected < lastSeconds;
    collected += random.exponential(gapSeconds)
  ) {
    const lastRead = Math.floor(collected / periodSeconds) * periodSeconds;
    if (lastRead <= readSeconds) continue;
    const checkpoint = terms.checkpoints.add(lastRead);
    heap.collect(collected);
    const stretch = { fromSeconds: readSeconds, toSeconds: lastRead, seenSeconds: collected };
    for (const { series, rows, script, random: own } of sites) {
      heap.add(series, rows, sampleScript(script, stretch, { random: own, intervalBytes }));
    }
    heap.removeDead();
    const { samples } = heap;
    samples.confirm(checkpoint);
    readSeconds = lastRead;
    const before = leaksOf(sites, callerJudge);
    // V8 ends the process.
    if (heap.bytes >= limitBytes) return;
    terms.room = { roomBytes: limitBytes - heap.bytes, limitBytes };
    const present = { samples, rows: samples.bySeries(registry.end), sites: sites.length };
    const history = siteJudge.judge(registry.all(), total, present);
    callerJudge.judge({ tree, samples, sites: registry, total: history });
    yield* changesBetween(before, leaksOf(sites, callerJudge), lastRead);
  }
}

/** The leaks at a checkpoint, by kind and name of the function. */
type Leaks = ReadonlyMap<string, Omit<Change, 'isLeaking' | 'seconds'>>;

function leaksOf(sites: readonly SimulatedSite[], { judged }: CallerJudge): Leaks {
  const leaks = new Map<string, Omit<Change, 'isLeaking' | 'seconds'>>();
  for (const { series } of sites) {
    const [kind, name] = ['site', series.place.site] as const;
    if (series.leak !== undefined) leaks.set(`${kind} ${name}`, { kind, name, spanSeconds: series.leak.spanSeconds });
  }
  for (const { frame, leak } of judged) {
    const [kind, name] = ['caller', frame.site] as const;
    if (leak !== undefined) leaks.set(`${kind} ${name}`, { kind, name, spanSeconds: leak.seconds ?? 0 });
  }
  return leaks;
}

function* changesBetween(before: Leaks, after: Leaks, seconds: number): Generator<Change> {
  for (const [key, leak] of after) if (!before.has(key)) yield { ...leak, isLeaking: true, seconds };
  for (const [key, leak] of before) if (!after.has(key)) yield { ...leak, isLeaking: false, seconds };
}

/** The samples that are there, with the time of their death. */
class SimulatedHeap {
  readonly samples = new SampleStore();
  #living: Array<{ readonly ordinal: number; readonly weightBytes: number; readonly deathSeconds: number }> = [];
  #collections = 1;
  #ordinal = 0;
  readonly #random: Random;

  /** Begins without samples. @param random says which of its stacks a site has allocated at */
  constructor(random: Random) {
    this.#random = random;
  }

  /** The bytes that are there. */
  get bytes(): number {
    return this.#living.reduce((sum, { weightBytes }) => sum + weightBytes, 0);
  }

  /** Finds the samples that have died. */
  collect(seconds: number): void {
    this.#living = this.#living.filter(({ deathSeconds }) => deathSeconds > seconds);
    this.#collections += 1;
    // By ordinal, as the store may have moved its rows.
    this.samples.markSeen(
      this.#living.map(({ ordinal }) => this.samples.rowOf(ordinal) ?? NaN),
      this.#collections,
    );
  }

  /** Removes the samples that have died, once those are there that may have come in their place. */
  removeDead(): void {
    replaceStores(this.samples, this.#collections, intervalBytes);
    this.samples.removeUnseen(this.#collections);
  }

  add({ index }: SiteSeries, rows: readonly number[], samples: readonly ScriptedSample[]): void {
    for (const { weightBytes, deathSeconds } of samples) {
      this.#ordinal += 1;
      this.samples.add({
        ordinal: this.#ordinal,
        series: index,
        weightBytes,
        variance: sampleVariance(weightBytes, intervalBytes),
        node: rows[Math.floor(this.#random.uniform() * rows.length)] ?? 0,
        seenSeconds: 0,
        read: this.#collections,
      });
      this.#living.push({ ordinal: this.#ordinal, weightBytes, deathSeconds });
    }
  }
}
