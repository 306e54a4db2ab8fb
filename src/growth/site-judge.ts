import { emptyTally } from '../snapshot/estimate.js';
import { CheckpointHistory } from './checkpoint-history.js';
import { CheckpointTallies } from './checkpoint-tallies.js';
import type { Checkpoint } from './checkpoint.js';
import type { RowsBySeries } from './rows-by-series.js';
import type { SampleStore } from './sample-store.js';
import { SiteHistory } from './site-history.js';
import type { GrowthSeries, LeakEvidence, SiteSeries } from './site-series.js';
import { spansOf, windowOf } from './spans.js';
import { falseAlarmProbability, type LeakThresholds } from './thresholds.js';
import { type Evaluation, judge, type Leak } from './verdict.js';

/** The samples that exist at a checkpoint, and how many sites have them. */
export interface PresentSamples {
  readonly samples: SampleStore;
  readonly rows: RowsBySeries;
  readonly sites: number;
}

/** Judges every site at each checkpoint, and all of them together as if they were one. */
export class SiteJudge {
  readonly #checkpoints: CheckpointHistory;
  readonly #thresholds: LeakThresholds;
  readonly #intervalBytes: number;
  readonly #startSeconds: number;
  readonly #survivors = new CheckpointTallies();
  readonly #totalSurvivors = new CheckpointTallies();

  /**
   * Begins without checkpoints.
   *
   * @param options.intervalBytes mean spacing of samples
   * @param options.startSeconds when sampling began, monotonic
   */
  constructor(options: { thresholds: LeakThresholds; intervalBytes: number; startSeconds: number }) {
    this.#thresholds = options.thresholds;
    this.#intervalBytes = options.intervalBytes;
    this.#startSeconds = options.startSeconds;
    this.#checkpoints = new CheckpointHistory(options.thresholds.spanSeconds);
  }

  /** Adds a checkpoint, by which samples are to be confirmed. */
  addCheckpoint(seconds: number): Checkpoint {
    return this.#checkpoints.add(seconds);
  }

  /** The time of the latest checkpoint, monotonic seconds; −∞ before the first. */
  get latestSeconds(): number {
    return this.#checkpoints.latest?.seconds ?? -Infinity;
  }

  /** Length of the window that births and deaths are counted over; `null` while there is none. */
  get windowSeconds(): number | null {
    return windowOf(this.#checkpoints.all, this.#startSeconds, this.#thresholds.spanSeconds)?.seconds ?? null;
  }

  /** Judges sites by the samples that are confirmed up to the latest checkpoint. */
  judge(sites: Iterable<SiteSeries>, total: GrowthSeries, present: PresentSamples): void {
    const evaluation = this.#evaluationOf(present.sites);
    const leaking: SiteSeries[] = [];
    this.#totalSurvivors.clear();
    for (const site of sites) {
      this.#countSurvivors(site, present);
      const history = this.#follow(site, this.#survivors, evaluation);
      if (history.present.samples > 0) site.heldSeconds = history.latest.seconds;
      if (site.leak !== undefined) leaking.push(site);
    }
    this.#totalSurvivors.accumulate(this.#checkpoints.all);
    const totalHistory = this.#follow(total, this.#totalSurvivors, evaluation);
    for (const site of leaking) explain(site, totalHistory);
  }

  #evaluationOf(sites: number): Evaluation {
    const checkpoints = this.#checkpoints.all;
    const { spanSeconds, minimumGrowthRatio } = this.#thresholds;
    return {
      window: windowOf(checkpoints, this.#startSeconds, spanSeconds),
      spans: spansOf(checkpoints, spanSeconds),
      minimumGrowthRatio,
      falseAlarmProbability: falseAlarmProbability(this.#thresholds, sites),
      intervalBytes: this.#intervalBytes,
    };
  }

  /** Counts what is still there of what the site retained at each checkpoint, and adds it to the count of all sites. */
  #countSurvivors({ index }: SiteSeries, { samples, rows }: PresentSamples): void {
    this.#survivors.clear();
    let [number, checkpoint]: [number | undefined, Checkpoint | undefined] = [undefined, undefined];
    for (const row of rows.of(index)) {
      const confirmedBy = samples.confirmedBy(row);
      if (confirmedBy === undefined) continue;
      // Samples that were confirmed together mostly lie together.
      if (confirmedBy !== number) checkpoint = this.#checkpoints.firstSince(confirmedBy);
      number = confirmedBy;
      if (checkpoint === undefined) continue;
      const [weightBytes, variance] = [samples.weightBytes(row), samples.variance(row)];
      this.#survivors.addSample(checkpoint, weightBytes, variance);
      this.#totalSurvivors.addSample(checkpoint, weightBytes, variance);
    }
    this.#survivors.accumulate(this.#checkpoints.all);
  }

  /** Takes the latest checkpoint into a series, and judges the series. */
  #follow(series: GrowthSeries, survivors: CheckpointTallies, evaluation: Evaluation): SiteHistory {
    const history = new SiteHistory(this.#checkpoints.all, series.retained, survivors);
    series.retained.set(history.latest, history.present);
    const from = evaluation.window?.from;
    const [births, deaths] =
      from === undefined ? [emptyTally(), emptyTally()] : [history.births(from), history.deaths(from)];
    const verdict = judge(history, evaluation, series.leak);
    series.leak = verdict.leak;
    series.estimate =
      verdict.state === 'leaking'
        ? { births, deaths, state: verdict.state, leak: evidenceOf(verdict.leak, history) }
        : { births, deaths, state: verdict.state, leak: undefined };
    return history;
  }
}

/** Collects what shows a leak at present. */
function evidenceOf({ sinceSeconds, spanSeconds }: Leak, history: SiteHistory): LeakEvidence {
  const from = history.checkpointBefore(spanSeconds);
  return {
    sinceSeconds,
    from,
    seconds: from === history.latest ? null : history.latest.seconds - from.seconds,
    births: history.births(from),
    deaths: history.deaths(from),
    explained: null,
  };
}

/** Works out which share of the growth of all sites a leak is, over the span that shows it. */
function explain(site: SiteSeries, total: SiteHistory): void {
  const { leak, estimate } = site;
  if (leak === undefined || estimate.state !== 'leaking') return;
  const from = total.checkpointBefore(leak.spanSeconds);
  const { births, deaths } = estimate.leak;
  const share = (births.bytes - deaths.bytes) / (total.births(from).bytes - total.deaths(from).bytes);
  const explained = share > 0 ? Math.min(1, share) : null;
  site.estimate = { ...estimate, leak: { ...estimate.leak, explained } };
}
