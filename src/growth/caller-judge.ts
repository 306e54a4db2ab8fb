import { addTally } from '../snapshot/estimate.js';
import type { CallTree, TreeFunction } from './call-tree.js';
import { CallerRegistry, type CallerSeries } from './caller-registry.js';
import { CheckpointTallies } from './checkpoint-tallies.js';
import { evidenceOf, explainedShare } from './evidence.js';
import type { JudgedFunction } from './judged-function.js';
import { RetainedByNode } from './retained-by-node.js';
import type { SampleStore } from './sample-store.js';
import { SiteHistory } from './site-history.js';
import type { SiteRegistry } from './site-registry.js';
import { siteSpread } from './site-spread.js';
import type { Terms } from './terms.js';
import { type Evaluation, judge } from './verdict.js';

/** What a checkpoint has found. */
export interface Found {
  readonly tree: CallTree;
  readonly samples: SampleStore;
  readonly sites: SiteRegistry;
  /** The history of all sites as if they were one. */
  readonly total: SiteHistory;
}

/** A function that has no samples below it. */
const NOTHING: Pick<TreeFunction, 'subtrees'> = { subtrees: [] };

/**
 * Judges, at each checkpoint, every function that calls sites by all samples that have it on their stack. A function
 * that calls none has no more samples than its site, which is judged anyway.
 */
export class CallerJudge {
  readonly #terms: Terms;
  readonly #spanSeconds: number;
  readonly #registry: CallerRegistry;
  readonly #survivors = new CheckpointTallies();
  #judged: readonly JudgedFunction[] = [];

  /** Begins without callers. @param options.mostCallers the number of callers that are followed, @default 10,000 */
  constructor(terms: Terms, options: { spanSeconds: number; mostCallers?: number | undefined }) {
    this.#terms = terms;
    this.#spanSeconds = options.spanSeconds;
    this.#registry = new CallerRegistry(options.mostCallers);
  }

  /** The callers that were judged leaking or growing at the latest checkpoint. */
  get judged(): readonly JudgedFunction[] {
    return this.#judged;
  }

  /** The number of callers that are followed. */
  get size(): number {
    return this.#registry.size;
  }

  /** Gives the series of a function, `undefined` where its site has all its samples or there is no room for one. */
  find(site: string): CallerSeries | undefined {
    return this.#registry.find(site);
  }

  /** Judges callers by the samples that are confirmed up to the latest checkpoint. */
  judge(found: Found): void {
    const { tree, samples, total } = found;
    const { functions } = tree;
    const { latest } = total;
    const retained = new RetainedByNode(samples, tree, this.#terms.checkpoints);
    for (const one of functions.values()) {
      const count = retained.countBelow(one);
      if (count > 0 && this.find(one.frame.site) === undefined) this.#begin(one, count, retained, found);
    }
    const evaluation = this.#terms.evaluationOf('caller', this.#registry.size);
    const judged: JudgedFunction[] = [];
    for (const series of this.#registry.all()) {
      const one = functions.get(series.frame.site) ?? { frame: series.frame, ...NOTHING };
      const present = retained.tallyBelow(one);
      series.retained.set(latest, present);
      if (present.samples > 0) series.heldSeconds = latest.seconds;
      const growth = this.#follow(series, one, retained, { evaluation, found });
      if (growth !== undefined) judged.push(growth);
      else if ((series.heldSeconds ?? -Infinity) < latest.seconds - this.#spanSeconds) this.#registry.drop(series);
    }
    this.#registry.makeRoom((series) => series.retained.samples(latest));
    this.#judged = judged;
  }

  /**
   * Begins to follow a function that has called others. Up to now its site had all that it retained, but for what is
   * left of samples that it called for unseen, where there was no room for it.
   */
  #begin(one: TreeFunction, count: number, retained: RetainedByNode, { samples, sites, total }: Found): void {
    const site = sites.find(one.frame.site);
    const own = site?.retained.samples(total.latest) ?? 0;
    if (count <= own) return;
    const series = this.#registry.add(one, count);
    if (series === undefined) return;
    const called = new CheckpointTallies();
    for (const row of retained.rowsBelow(one)) {
      const confirmedBy = samples.confirmedBy(row);
      if (confirmedBy === undefined || samples.series(row) === site?.index) continue;
      const since = this.#terms.checkpoints.firstSince(confirmedBy);
      if (since !== undefined) called.addSample(since, samples.weightBytes(row), samples.variance(row));
    }
    called.accumulate(this.#terms.checkpoints.all);
    for (const checkpoint of this.#terms.checkpoints.all) {
      const tally = called.tally(checkpoint);
      if (site !== undefined) addTally(tally, site.retained.tally(checkpoint));
      series.retained.set(checkpoint, tally);
    }
  }

  /** Judges a caller, and gives its growth where it has any. */
  #follow(
    series: CallerSeries,
    one: TreeFunction,
    retained: RetainedByNode,
    { evaluation, found }: { evaluation: Evaluation; found: Found },
  ): JudgedFunction | undefined {
    const history = new SiteHistory(
      this.#terms.checkpoints.all,
      series.retained,
      () => {
        retained.countSurvivors(one, this.#survivors);
        return this.#survivors;
      },
      ({ from, ...span }) => {
        const { samples, sites, total } = found;
        const grownBytes = (index: number): number => {
          const site = sites.at(index)?.retained;
          return site === undefined ? 0 : site.bytes(total.latest) - site.bytes(from);
        };
        return siteSpread(span, { samples, rows: retained.rowsBelow(one), grownBytes });
      },
    );
    const verdict = judge(history, evaluation, series.leak);
    series.leak = verdict.leak;
    const { frame } = series;
    if (verdict.state === 'leaking') {
      const evidence = evidenceOf(verdict.leak, history);
      const { from, births, deaths } = evidence;
      const leak = { ...evidence, explained: explainedShare(evidence, found.total) };
      return { frame, scope: 'calls', state: 'leaking', from, births, deaths, leak, retained: history.present };
    }
    const from = evaluation.window?.from;
    if (verdict.state !== 'growing' || from === undefined) return undefined;
    const [births, deaths] = [history.births(from), history.deaths(from)];
    return {
      frame,
      scope: 'calls',
      state: 'growing',
      from,
      births,
      deaths,
      leak: undefined,
      retained: history.present,
    };
  }
}
