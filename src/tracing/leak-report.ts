import { type Frame, UNKNOWN_FRAME } from '../snapshot/frame.js';
import { StatisticDiff } from '../snapshot/statistic.js';
import { diffSnapshots } from '../snapshot/top.js';
import { describeFrame, Traceback } from '../snapshot/traceback.js';
import { formatBytes } from '../values/units.js';
import type { Judgement, Round } from './leak-judgement.js';

/** What a report is made with besides the round. */
interface ReportOptions {
  readonly mostSites: number;
  readonly written: (frame: Frame) => Frame;
}

/** The verdict on what a function leaves behind, with the figures of the last round of calls that it follows from. */
export class LeakReport {
  /** `leak` where `leakingShare` is 0.75 or more and `lower` above 0: calls leave more behind than dies meanwhile. */
  readonly verdict: 'leak' | 'no leak';
  /** What was seen, on one line: the verdict, what a call leaves, and the place that it comes from. */
  readonly text: string;
  /**
   * The share of the calls but the last, or of the groups of calls, that left something which comes again and again from
   * the same stack and which later calls do not replace.
   */
  readonly leakingShare: number;
  /** Estimated bytes that a call adds to what is reachable. */
  readonly bytesPerIteration: number;
  /**
   * Lower bound of `bytesPerIteration`, which takes both sampling and the differences between calls into account. It is
   * above 0 where these calls did add something, as far as sampling can tell.
   */
  readonly lower: number;
  /** Upper bound of `bytesPerIteration`, which takes both sampling and the differences between calls into account. */
  readonly upper: number;
  /** Probability that the bounds hold the truth: 0.95. */
  readonly confidence: number;
  /** The number of calls in the last round. */
  readonly iterations: number;
  /** The sites that grew most in the last round, those that leak before all others. */
  readonly topSites: readonly StatisticDiff[];

  /**
   * Makes the report of a round.
   *
   * @param options.mostSites the most sites that are named
   * @param options.written names a function where a person wrote it
   * @internal Use {@link detectLeak}.
   */
  constructor(judgement: Judgement, { before, after, calls }: Round, { mostSites, written }: ReportOptions) {
    this.verdict = judgement.verdict;
    this.leakingShare = judgement.leakingShare;
    this.bytesPerIteration = judgement.bytesPerIteration;
    this.lower = judgement.lower;
    this.upper = judgement.upper;
    this.confidence = judgement.confidence;
    this.iterations = calls;
    const leaking = new Set(judgement.sites.map(({ site }) => site));
    const grown = diffSnapshots(before, after, { limit: 1e6 });
    // Sorting is stable: among each kind the largest comes first.
    const ordered = grown.sort((a, b) => Number(leaking.has(b.key)) - Number(leaking.has(a.key)));
    this.topSites = ordered.slice(0, mostSites).map((diff) => renamed(diff, written));
    this.text = textOf(judgement, calls, written);
  }

  /** Returns {@link LeakReport.text}. */
  toString(): string {
    return this.text;
  }
}

/** Gives the change of a site the name that the function has where a person wrote it. */
function renamed(diff: StatisticDiff, written: (frame: Frame) => Frame): StatisticDiff {
  const { traceback, ...figures } = diff;
  const site = written(traceback.frames[0] ?? UNKNOWN_FRAME);
  return new StatisticDiff({ ...figures, key: site.site, traceback: new Traceback([site], 1) });
}

function textOf(judgement: Judgement, calls: number, written: (frame: Frame) => Frame): string {
  const { verdict, bytesPerIteration: bytes, lower, upper, groups, leavingGroups, sites } = judgement;
  if (verdict === 'leak') {
    const bounds = `(${formatBytes(lower)} to ${formatBytes(upper)})`;
    const [site] = sites;
    const place = site === undefined ? '' : `, most of it from ${describeFrame(written(site))}`;
    return `leak: each of ${calls} calls left ${formatBytes(bytes)} ${bounds} behind${place}`;
  }
  if (leavingGroups === 0) return `no leak: ${calls} calls left nothing behind that later ones did not replace`;
  const what = calls === groups + 1 ? `of ${groups} calls` : `of ${groups} groups of calls`;
  const once = "but nothing that came again and again: what comes once is V8's own code and caches, mostly";
  return `no leak: ${leavingGroups} ${what} left something behind, ${once}`;
}
