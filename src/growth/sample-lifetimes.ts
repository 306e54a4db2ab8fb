import type { MajorCollection } from '../v8/collections.js';
import type { Profile } from '../v8/profile.js';
import { addSample, addTally, emptyTally, sampleVariance, type Tally } from '../snapshot/estimate.js';
import type { Frame } from '../snapshot/frame.js';
import { SiteSeries, type LeakEvidence } from './site-series.js';
import { SiteRegistry, OTHER } from './site-registry.js';
import { CheckpointDetector } from './checkpoint-detector.js';
import { SiteJudge } from './site-judge.js';
import { type RowsBySeries, SampleStore } from './sample-store.js';
import type { LeakThresholds } from './thresholds.js';
import type { SiteState } from './verdict.js';

/** One read, as the ledger takes it: times in monotonic seconds, a site for every row of the node table. */
export interface AttributedRead {
  readonly profile: Profile;
  readonly sites: readonly Frame[];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Growth over the window that ends with the latest checkpoint, and what is made of it. */
export interface GrowthEstimate {
  /** Retained samples that came within the window and were there at its end. */
  readonly births: Readonly<Tally>;
  /** Retained samples that were there when the window began and were gone at its end. */
  readonly deaths: Readonly<Tally>;
  readonly state: SiteState;
  /** Present where the state is `leaking`. */
  readonly leak: LeakEvidence | undefined;
}

/** What is known of one site. */
export interface SiteEstimate extends GrowthEstimate {
  readonly site: Frame;
  /** Every live sample, garbage not yet collected among them. */
  readonly live: Readonly<Tally>;
  /** Samples seen before a major collection began and still there after it: they were reachable then. */
  readonly retained: Readonly<Tally>;
}

/** What is known of all sites. */
export interface SiteEstimates {
  /** Length of the window that births and deaths are counted over; `null` while there is none. */
  readonly windowSeconds: number | null;
  readonly sites: readonly SiteEstimate[];
  /** All sites as if they were one. */
  readonly total: GrowthEstimate;
}

/**
 * Follows every sample from birth to death by its ordinal, and through major collections from live to retained.
 * Growth is counted between checkpoints, the reads that a finished major collection stands before, so that
 * garbage waiting for its collection is no growth.
 */
export class SampleLifetimes {
  readonly #intervalBytes: number;
  readonly #spanSeconds: number;
  readonly #checkpoints = new CheckpointDetector();
  readonly #judge: SiteJudge;
  readonly #samples = new SampleStore();
  readonly #accounts = new SiteRegistry();
  readonly #total = new SiteSeries(OTHER, -1);
  #groups: RowsBySeries = this.#samples.byAccount(0);
  #reads = 0;
  #highestOrdinal = 0;

  /** @param options.intervalBytes mean spacing of samples; options.startSeconds when sampling began, monotonic */
  constructor(options: { intervalBytes: number; startSeconds: number; thresholds: LeakThresholds }) {
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
    const known = this.#knownOf(read.profile);
    if (known === undefined) return 'restarted';
    this.#reads += 1;
    const checkpointSeconds = this.#checkpoints.observe(read, collection);
    this.#admit(read, known);
    this.#bury();
    this.#groups = this.#samples.byAccount(this.#accounts.end);
    if (checkpointSeconds !== undefined) this.#look(checkpointSeconds);
    this.#forget();
    return 'continued';
  }

  /** The present estimate of every site that has live samples, or births or deaths in the window. */
  estimate(): SiteEstimates {
    const sites: SiteEstimate[] = [];
    for (const account of this.#accounts.all()) {
      const { site, births, deaths, state, evidence: leak } = account;
      const { live, retained } = this.#presentOf(account);
      if (live.samples + births.samples + deaths.samples === 0) continue;
      sites.push({ site, live, retained, births, deaths, state, leak });
    }
    const { births, deaths, state, evidence: leak } = this.#total;
    return { windowSeconds: this.#judge.windowSeconds, sites, total: { births, deaths, state, leak } };
  }

  /** True for a sample that a major collection has found reachable. */
  isRetained(ordinal: number): boolean {
    return (this.#samples.confirmed[this.#samples.rowOf(ordinal)] ?? -1) !== -1;
  }

  /**
   * The row of each sample that is known already, −1 for the others; `undefined` where the profile is of another run.
   * Ordinals only rise within a run, so one below the highest known that was not there before is not of this run.
   */
  #knownOf({ samples }: Profile): Int32Array | undefined {
    const known = new Int32Array(samples.count).fill(-1);
    for (let n = 0; n < samples.count; n += 1) {
      const ordinal = samples.ordinal[n] ?? 0;
      if (ordinal > this.#highestOrdinal) continue;
      const row = this.#samples.rowOf(ordinal);
      if (row === -1 || this.#samples.weightBytes[row] !== samples.weightBytes[n]) return undefined;
      known[n] = row;
    }
    return known;
  }

  #admit({ profile: { samples }, sites, endSeconds }: AttributedRead, known: Int32Array): void {
    for (let n = 0; n < samples.count; n += 1) {
      const row = known[n] ?? -1;
      if (row !== -1) {
        this.#samples.read[row] = this.#reads;
        continue;
      }
      const site = sites[samples.node[n] ?? 0];
      if (site === undefined) continue;
      const ordinal = samples.ordinal[n] ?? 0;
      const weightBytes = samples.weightBytes[n] ?? 0;
      this.#samples.add({
        ordinal,
        account: this.#accounts.accountOf(site).number,
        weightBytes,
        variance: sampleVariance(weightBytes, this.#intervalBytes),
        seenSeconds: endSeconds,
        confirmed: -1,
        read: this.#reads,
      });
      this.#highestOrdinal = Math.max(this.#highestOrdinal, ordinal);
    }
  }

  #bury(): void {
    const { read } = this.#samples;
    for (let row = 0; row < this.#samples.end; row += 1) {
      if (read[row] !== 0 && read[row] !== this.#reads) this.#samples.remove(row);
    }
  }

  #look(checkpointSeconds: number): void {
    const { number } = this.#judge.addMark(checkpointSeconds);
    const { confirmed, seenSeconds, end } = this.#samples;
    for (let row = 0; row < end; row += 1) {
      if (confirmed[row] === -1 && (seenSeconds[row] ?? 0) <= checkpointSeconds) confirmed[row] = number;
    }
    this.#judge.judge(this.#accounts.all(), this.#total, {
      samples: this.#samples,
      groups: this.#groups,
      sites: this.#accounts.size,
    });
  }

  /** A site that has held nothing for a whole span, or window, is forgotten; one that fills and empties is not. */
  #forget(): void {
    const { ends } = this.#groups;
    const latestSeconds = this.#judge.latestSeconds;
    for (const account of this.#accounts.all()) {
      const isEmpty = ends[account.number] === (ends[account.number - 1] ?? 0);
      const { heldSeconds = -Infinity, deaths } = account;
      const isLongAgo = heldSeconds < latestSeconds - this.#spanSeconds && deaths.samples === 0;
      if (isEmpty && isLongAgo) this.#accounts.close(account);
    }
  }

  #presentOf({ number }: SiteSeries): { live: Tally; retained: Tally } {
    const [live, retained] = [emptyTally(), emptyTally()];
    const { rows, ends } = this.#groups;
    const { weightBytes, variance, confirmed } = this.#samples;
    for (let n = ends[number - 1] ?? 0; n < (ends[number] ?? 0); n += 1) {
      const row = rows[n] ?? 0;
      addSample(confirmed[row] === -1 ? live : retained, weightBytes[row] ?? 0, variance[row] ?? 0);
    }
    addTally(live, retained);
    return { live, retained };
  }
}
