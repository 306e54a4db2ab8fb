import { emptyTally } from '../snapshot/estimate.js';
import { CheckpointTallies } from './checkpoint-tallies.js';
import type { Checkpoint } from './checkpoint.js';
import { evidenceOf, explainedShare } from './evidence.js';
import type { RowsBySeries } from './rows-by-series.js';
import type { SampleStore } from './sample-store.js';
import { SiteHistory } from './site-history.js';
import type { GrowthSeries, SiteSeries } from './site-series.js';
import type { Terms } from './terms.js';
import { type Evaluation, judge } from './verdict.js';

/** The samples that exist at a checkpoint, and how many sites have them. */
export interface PresentSamples {
  readonly samples: SampleStore;
  readonly rows: RowsBySeries;
  readonly sites: number;
}

/** Judges every site at each checkpoint, and all of them together as if they were one. */
export class SiteJudge {
  readonly #terms: Terms;
  readonly #survivors = new CheckpointTallies();
  readonly #totalSurvivors = new CheckpointTallies();

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /**
   * Judges sites by the samples that are confirmed up to the latest checkpoint.
   *
   * @returns the history of all sites as if they were one
   */
  judge(sites: Iterable<SiteSeries>, total: GrowthSeries, present: PresentSamples): SiteHistory {
    const evaluation = this.#terms.evaluationOf('site', present.sites);
    const leaking: SiteSeries[] = [];
    this.#totalSurvivors.clear();
    for (const site of sites) {
      this.#countSurvivors(site, present);
      const history = this.#follow(site, this.#survivors, evaluation);
      if (history.present.samples > 0) site.heldSeconds = history.latest.seconds;
      if (site.leak !== undefined) leaking.push(site);
    }
    this.#totalSurvivors.accumulate(this.#terms.checkpoints.all);
    const totalHistory = this.#follow(total, this.#totalSurvivors, evaluation);
    for (const site of leaking) explain(site, totalHistory);
    return totalHistory;
  }

  /** Counts what is still there of what the site retained at each checkpoint, and adds it to the count of all sites. */
  #countSurvivors({ index }: SiteSeries, { samples, rows }: PresentSamples): void {
    this.#survivors.clear();
    let [number, checkpoint]: [number | undefined, Checkpoint | undefined] = [undefined, undefined];
    for (const row of rows.of(index)) {
      const confirmedBy = samples.confirmedBy(row);
      if (confirmedBy === undefined) continue;
      // Samples that were confirmed together mostly lie together.
      if (confirmedBy !== number) checkpoint = this.#terms.checkpoints.firstSince(confirmedBy);
      number = confirmedBy;
      if (checkpoint === undefined) continue;
      const [weightBytes, variance] = [samples.weightBytes(row), samples.variance(row)];
      this.#survivors.addSample(checkpoint, weightBytes, variance);
      this.#totalSurvivors.addSample(checkpoint, weightBytes, variance);
    }
    this.#survivors.accumulate(this.#terms.checkpoints.all);
  }

  /** Takes the latest checkpoint into a series, and judges the series. */
  #follow(series: GrowthSeries, survivors: CheckpointTallies, evaluation: Evaluation): SiteHistory {
    const history = new SiteHistory(this.#terms.checkpoints.all, series.retained, () => survivors);
    series.retained.set(history.latest, survivors.tally(history.latest));
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

/** Notes which share of the growth of all sites a leak is, over the span that shows it. */
function explain(site: SiteSeries, total: SiteHistory): void {
  const { estimate } = site;
  if (estimate.state !== 'leaking') return;
  const explained = explainedShare(estimate.leak, total);
  site.estimate = { ...estimate, leak: { ...estimate.leak, explained } };
}
