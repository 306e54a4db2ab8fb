import { resolveOptions } from '../../../src/application/options.js';
import type { Checkpoint } from '../../../src/growth/checkpoint.js';
import { SampleStore } from '../../../src/growth/sample-store.js';
import { SiteJudge } from '../../../src/growth/site-judge.js';
import { SiteRegistry } from '../../../src/growth/site-registry.js';
import { GrowthSeries, type SiteSeries } from '../../../src/growth/site-series.js';
import { Terms } from '../../../src/growth/terms.js';
import { sampleVariance } from '../../../src/snapshot/estimate.js';
import { type Random, randomFrom } from '../../support/random.js';
import { logUniform, sampleScript, type ScriptedSample, type Shape, type SiteScript } from './site-script.js';

const { leak: thresholds, periodSeconds, sampleIntervalBytes: intervalBytes } = resolveOptions();

/** A site that was judged leaking in a simulated process, or whose leak was judged to be over. */
export interface Change {
  readonly site: number;
  readonly isLeaking: boolean;
  readonly seconds: number;
  /** The span that showed it. */
  readonly spanSeconds: number;
}

interface SimulatedSite {
  readonly series: SiteSeries;
  readonly script: SiteScript;
  readonly random: Random;
}

/**
 * A process that is watched: its sites allocate by their scripts, V8 samples them, reads come every period, major
 * collections at random, and heapgauge's own judge evaluates what both have left. Only the profile itself, which would
 * list the same samples thousands of times, is not there.
 */
export function* simulateProcess(
  shapes: readonly Shape[],
  { seed, seconds: lastSeconds }: { seed: number; seconds: number },
): Generator<Change> {
  const random = randomFrom(seed);
  const registry = new SiteRegistry();
  const sites = shapes.map((shape, n): SimulatedSite => {
    const own = randomFrom(seed * 1009 + n + 1);
    const place = { site: `site ${n}`, function: 'f', file: '/app/f.js', line: n, column: 0, package: null };
    return { series: registry.seriesOf(place), script: shape.site(own), random: own };
  });
  const terms = new Terms({ thresholds, intervalBytes, startSeconds: 0 });
  const judge = new SiteJudge(terms);
  const total = new GrowthSeries();
  const heap = new SimulatedHeap();
  const gapSeconds = logUniform(random, 90, 600);
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
    for (const { series, script, random: own } of sites) {
      heap.add(series, sampleScript(script, stretch, { random: own, intervalBytes }));
    }
    heap.confirm(checkpoint);
    readSeconds = lastRead;
    const before = sites.map(({ series }) => series.leak);
    const rows = heap.samples.bySeries(registry.end);
    judge.judge(registry.all(), total, { samples: heap.samples, rows, sites: sites.length });
    for (const [site, { series }] of sites.entries()) {
      const [was, is] = [before[site], series.leak];
      if ((was === undefined) === (is === undefined)) continue;
      yield { site, isLeaking: is !== undefined, seconds: lastRead, spanSeconds: (is ?? was)?.spanSeconds ?? 0 };
    }
  }
}

/** The samples that are there, with the time of their death. */
class SimulatedHeap {
  readonly samples = new SampleStore();
  #living: Array<{ readonly row: number; readonly deathSeconds: number }> = [];
  #collections = 1;
  #ordinal = 0;

  /** Removes the samples that have died. */
  collect(seconds: number): void {
    this.#living = this.#living.filter(({ deathSeconds }) => deathSeconds > seconds);
    this.#collections += 1;
    this.samples.markSeen(
      this.#living.map(({ row }) => row),
      this.#collections,
    );
    this.samples.removeUnseen(this.#collections);
  }

  add({ index }: SiteSeries, samples: readonly ScriptedSample[]): void {
    for (const { weightBytes, deathSeconds } of samples) {
      this.#ordinal += 1;
      const row = this.samples.add({
        ordinal: this.#ordinal,
        series: index,
        weightBytes,
        variance: sampleVariance(weightBytes, intervalBytes),
        node: 0,
        seenSeconds: 0,
        read: this.#collections,
      });
      this.#living.push({ row, deathSeconds });
    }
  }

  /** Notes that the samples that are there were found reachable. */
  confirm(checkpoint: Checkpoint): void {
    this.samples.confirm(checkpoint);
  }
}
