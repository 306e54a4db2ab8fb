import { addSample, addTally, emptyTally, sampleVariance, type Tally } from '../snapshot/estimate.js';
import { type Frame, OTHER_FRAME } from '../snapshot/frame.js';
import type { MajorCollection } from '../v8/collections.js';
import type { Profile } from '../v8/profile.js';
import { CheckpointDetector } from './checkpoint-detector.js';
import { SampleStore } from './sample-store.js';
import { SiteJudge } from './site-judge.js';
import { SiteRegistry } from './site-registry.js';
import { type GrowthEstimate, GrowthSeries, type SiteSeries } from './site-series.js';
import type { LeakThresholds } from './thresholds.js';

/** One read with the site of every sample; times in monotonic seconds. */
export interface AttributedRead {
  readonly profile: Profile;
  /** The frame of the site of each row of the node table. */
  readonly siteOfNode: readonly Frame[];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** The present estimate of one site. */
export type SiteEstimate = GrowthEstimate & {
  readonly place: Frame;
  /** Every live sample, garbage not yet collected among them. */
  readonly live: Readonly<Tally>;
  /** Samples seen before a major collection began and still there after it: they were reachable then. */
  readonly retained: Readonly<Tally>;
};

/** The present estimates of all sites. */
export interface SiteEstimates {
  /** Length of the window that births and deaths are counted over; `null` while there is none. */
  readonly windowSeconds: number | null;
  readonly sites: readonly SiteEstimate[];
  /** The estimate of all sites as if they were one. */
  readonly total: GrowthEstimate;
}

/**
 * Follows every sample from birth to death by its ordinal, and through major collections from live to retained. Growth
 * is counted between checkpoints, which are reads that a finished major collection came after: garbage that waits for
 * its collection is no growth.
 */
export class SampleLifetimes {
  readonly #intervalBytes: number;
  readonly #spanSeconds: number;
  readonly #detector = new CheckpointDetector();
  readonly #judge: SiteJudge;
  readonly #samples = new SampleStore();
  readonly #registry: SiteRegistry;
  readonly #total = new GrowthSeries();
  #rows = this.#samples.bySeries(0);
  #reads = 0;

  /**
   * Begins without samples.
   *
   * @param options.intervalBytes mean spacing of samples
   * @param options.startSeconds when sampling began, monotonic
   * @param options.mostSites the number of sites that are followed one by one, @default 10,000
   */
  constructor(options: {
    intervalBytes: number;
    startSeconds: number;
    thresholds: LeakThresholds;
    mostSites?: number;
  }) {
    this.#registry = new SiteRegistry(options.mostSites);
    this.#intervalBytes = options.intervalBytes;
    this.#spanSeconds = options.thresholds.spanSeconds;
    this.#judge = new SiteJudge(options);
  }

  /**
   * Takes in one read.
   *
   * @param collection the latest major collection known of, whenever it was
   * @returns `restarted`, with nothing taken in, when the read belongs to another run of the profiler
   */
  observe(read: AttributedRead, collection: MajorCollection | undefined): 'continued' | 'restarted' {
    const matched = this.#samples.match(read.profile.samples);
    if (matched === undefined) return 'restarted';
    this.#reads += 1;
    const checkpointSeconds = this.#detector.observe(read, collection);
    this.#samples.markSeen(matched.knownRows, this.#reads);
    this.#addNew(read, matched.newRows);
    this.#samples.removeUnseen(this.#reads);
    this.#rows = this.#samples.bySeries(this.#registry.end);
    if (checkpointSeconds !== undefined) this.#evaluate(checkpointSeconds);
    this.#dropIdleSites();
    this.#makeRoom();
    return 'continued';
  }

  /** Gives the present estimate of every site that has live samples, or births or deaths in the window. */
  estimate(): SiteEstimates {
    const sites: SiteEstimate[] = [];
    for (const series of this.#registry.all()) {
      const { place, estimate } = series;
      const { live, retained } = this.#presentOf(series);
      if (live.samples + estimate.births.samples + estimate.deaths.samples === 0) continue;
      const { births, deaths } = estimate;
      // Written out, as copying properties of an unknown number takes ten times as long.
      sites.push(
        estimate.state === 'leaking'
          ? { place, live, retained, births, deaths, state: estimate.state, leak: estimate.leak }
          : { place, live, retained, births, deaths, state: estimate.state, leak: undefined },
      );
    }
    return { windowSeconds: this.#judge.windowSeconds, sites, total: this.#total.estimate };
  }

  /** Says whether a major collection has found a sample reachable. */
  isRetained(ordinal: number): boolean {
    const row = this.#samples.rowOf(ordinal);
    return row !== undefined && this.#samples.confirmedBy(row) !== undefined;
  }

  #addNew({ profile: { samples }, siteOfNode, endSeconds }: AttributedRead, newRows: Int32Array): void {
    for (const n of newRows) {
      const place = siteOfNode[samples.node[n] ?? 0];
      if (place === undefined) continue;
      const weightBytes = samples.weightBytes[n] ?? 0;
      this.#samples.add({
        ordinal: samples.ordinal[n] ?? 0,
        series: this.#registry.seriesOf(place).index,
        weightBytes,
        variance: sampleVariance(weightBytes, this.#intervalBytes),
        seenSeconds: endSeconds,
        read: this.#reads,
      });
    }
  }

  #evaluate(checkpointSeconds: number): void {
    this.#samples.confirm(this.#judge.addCheckpoint(checkpointSeconds));
    this.#judge.judge(this.#registry.all(), this.#total, {
      samples: this.#samples,
      rows: this.#rows,
      sites: this.#registry.size,
    });
  }

  /** Drops a site that has held nothing for a whole span, or window, so that one that fills and empties is kept. */
  #dropIdleSites(): void {
    const idleSeconds = this.#judge.latestSeconds - this.#spanSeconds;
    for (const series of this.#registry.all()) {
      const { index, heldSeconds = -Infinity, estimate } = series;
      const isIdle = heldSeconds < idleSeconds && estimate.deaths.samples === 0;
      if (isIdle && this.#rows.countOf(index) === 0) this.#registry.drop(series);
    }
  }

  /**
   * Makes room for new sites where there are as many as may be followed: those of the fewest samples become part of
   * `(other)`. One that goes on allocating comes again.
   */
  #makeRoom(): void {
    const dropped = this.#registry.toDrop(({ index }) => this.#rows.countOf(index));
    if (dropped.length === 0) return;
    const other = this.#registry.seriesOf(OTHER_FRAME);
    for (const series of dropped) {
      this.#samples.reassign(this.#rows.of(series.index), other.index);
      other.absorb(series);
      this.#registry.drop(series);
    }
    this.#rows = this.#samples.bySeries(this.#registry.end);
  }

  #presentOf({ index }: SiteSeries): { live: Tally; retained: Tally } {
    const [live, retained] = [emptyTally(), emptyTally()];
    const samples = this.#samples;
    for (const row of this.#rows.of(index)) {
      const isConfirmed = samples.confirmedBy(row) !== undefined;
      addSample(isConfirmed ? retained : live, samples.weightBytes(row), samples.variance(row));
    }
    addTally(live, retained);
    return { live, retained };
  }
}
