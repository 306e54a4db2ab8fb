import { SiteSeries } from '../../../src/growth/site-series.js';
import { SiteRegistry } from '../../../src/growth/site-registry.js';
import { SiteJudge } from '../../../src/growth/site-judge.js';
import { resolveOptions } from '../../../src/application/options.js';
import { sampleVariance } from '../../../src/snapshot/estimate.js';
import { type Random, randomFrom } from '../../support/random.js';
import { SampleStore } from '../../../src/growth/sample-store.js';
import { logUniform, sampleScript, type ScriptedSample, type Shape, type SiteScript } from './site-script.js';

const { leak: thresholds, periodSeconds, sampleIntervalBytes: intervalBytes } = resolveOptions();

/** A site that was called leaking in a simulated process. */
export interface Call {
  readonly site: number;
  readonly seconds: number;
  /** The span that showed it. */
  readonly spanSeconds: number;
}

interface SimulatedSite {
  readonly account: SiteSeries;
  readonly script: SiteScript;
  readonly random: Random;
}

/**
 * A process that is watched: its sites allocate by their scripts, V8 samples them, reads come every period, major
 * collections at random, and heapgauge's own judge looks at what both have left. Only the profile itself, which would
 * list the same samples thousands of times, is not there.
 */
export function* simulateProcess(
  shapes: readonly Shape[],
  { seed, seconds: lastSeconds }: { seed: number; seconds: number },
): Generator<Call> {
  const random = randomFrom(seed);
  const accounts = new SiteRegistry();
  const sites = shapes.map((shape, n): SimulatedSite => {
    const own = randomFrom(seed * 1009 + n + 1);
    const frame = { site: `site ${n}`, function: 'f', file: '/app/f.js', line: n, package: null };
    return { account: accounts.accountOf(frame), script: shape.site(own), random: own };
  });
  const judge = new SiteJudge({ thresholds, intervalBytes, startSeconds: 0 });
  const total = new SiteSeries({ site: 'all', function: 'all', file: '', line: 0, package: null }, -1);
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
    const { number } = judge.addMark(lastRead);
    heap.collect(collected);
    const stretch = { fromSeconds: readSeconds, toSeconds: lastRead, seenSeconds: collected };
    for (const { account, script, random: own } of sites) {
      heap.add(account, number, sampleScript(script, stretch, { random: own, intervalBytes }));
    }
    readSeconds = lastRead;
    const before = sites.map(({ account }) => account.leak);
    const groups = heap.samples.byAccount(accounts.end);
    judge.judge(accounts.all(), total, { samples: heap.samples, groups, sites: sites.length });
    for (const [site, { account }] of sites.entries()) {
      if (account.leak !== undefined && before[site] === undefined)
        yield { site, seconds: lastRead, spanSeconds: account.leak.spanSeconds };
    }
  }
}

/** The samples that are there, with the time of their death. */
class SimulatedHeap {
  readonly samples = new SampleStore();
  readonly #deathSeconds: number[] = [];
  #ordinal = 0;

  /** What has died is gone. */
  collect(seconds: number): void {
    for (let row = 0; row < this.samples.end; row += 1) {
      if (this.samples.read[row] !== 0 && (this.#deathSeconds[row] ?? 0) <= seconds) this.samples.remove(row);
    }
  }

  add({ number: account }: SiteSeries, mark: number, samples: readonly ScriptedSample[]): void {
    for (const { weightBytes, deathSeconds } of samples) {
      const variance = sampleVariance(weightBytes, intervalBytes);
      this.#ordinal += 1;
      const { samples: store } = this;
      const row = store.add({
        ordinal: this.#ordinal,
        account,
        weightBytes,
        variance,
        seenSeconds: 0,
        confirmed: mark,
        read: 1,
      });
      this.#deathSeconds[row] = deathSeconds;
    }
  }
}
