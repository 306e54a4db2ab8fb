import type { SiteSeries, LeakEvidence } from './site-series.js';
import { type Checkpoint, CheckpointHistory } from './checkpoint-history.js';
import type { RowsBySeries, SampleStore } from './sample-store.js';
import { SiteHistory } from './site-history.js';
import { spansOf, windowOf } from './spans.js';
import { TallyColumns } from './tally-columns.js';
import { falseAlarmProbability, type LeakThresholds } from './thresholds.js';
import { judge, type Look } from './verdict.js';

/** The samples there are at a mark, and how many sites have them. */
export interface PresentSamples {
  readonly samples: SampleStore;
  readonly groups: RowsBySeries;
  readonly sites: number;
}

/** Looks at every site at each mark, and at all of them together as if they were one. */
export class SiteJudge {
  readonly #marks: CheckpointHistory;
  readonly #thresholds: LeakThresholds;
  readonly #intervalBytes: number;
  readonly #startSeconds: number;
  readonly #survivors = new TallyColumns();
  readonly #totalSurvivors = new TallyColumns();

  constructor(options: { thresholds: LeakThresholds; intervalBytes: number; startSeconds: number }) {
    this.#thresholds = options.thresholds;
    this.#intervalBytes = options.intervalBytes;
    this.#startSeconds = options.startSeconds;
    this.#marks = new CheckpointHistory(options.thresholds.spanSeconds);
  }

  /** Adds a mark; samples are then confirmed with its number. */
  addMark(seconds: number): Checkpoint {
    return this.#marks.add(seconds);
  }

  /** The latest mark, monotonic seconds; −∞ before the first. */
  get latestSeconds(): number {
    return this.#marks.all.at(-1)?.seconds ?? -Infinity;
  }

  /** Length of the window that births and deaths are counted over; `null` while there is none. */
  get windowSeconds(): number | null {
    return windowOf(this.#marks.all, this.#startSeconds, this.#thresholds.spanSeconds).seconds || null;
  }

  /** Judges sites by what they have confirmed up to the latest mark. */
  judge(accounts: Iterable<SiteSeries>, total: SiteSeries, present: PresentSamples): void {
    const marks = this.#marks.all;
    const { spanSeconds, minimumGrowthRatio } = this.#thresholds;
    const look: Look = {
      window: windowOf(marks, this.#startSeconds, spanSeconds),
      spans: spansOf(marks, spanSeconds),
      minimumGrowthRatio,
      falseAlarmProbability: falseAlarmProbability(this.#thresholds, present.sites),
      intervalBytes: this.#intervalBytes,
    };
    const positions = new Map<number, number>();
    const leaking: Array<{ account: SiteSeries; evidence: LeakEvidence; from: number }> = [];
    this.#totalSurvivors.clear();
    for (const account of accounts) {
      this.#countSurvivors(account, present, positions);
      const history = this.#conclude(account, this.#survivors, look);
      const evidence = evidenceOf(account, history);
      if (evidence !== undefined) leaking.push({ account, ...evidence });
    }
    this.#totalSurvivors.accumulate(marks.length);
    const history = this.#conclude(total, this.#totalSurvivors, look);
    total.evidence = evidenceOf(total, history)?.evidence;
    for (const { account, evidence, from } of leaking) {
      const share =
        (evidence.births.bytes - evidence.deaths.bytes) / (history.births(from).bytes - history.deaths(from).bytes);
      account.evidence = { ...evidence, explained: share > 0 ? Math.min(1, share) : null };
    }
  }

  /** By the position of a mark, what the account retained then and still has. */
  #countSurvivors({ number }: SiteSeries, { samples, groups }: PresentSamples, positions: Map<number, number>): void {
    const marks = this.#marks.all;
    const { rows, ends } = groups;
    const { confirmed, weightBytes, variance } = samples;
    this.#survivors.clear();
    let [last, position] = [-1, 0];
    for (let n = ends[number - 1] ?? 0; n < (ends[number] ?? 0); n += 1) {
      const row = rows[n] ?? 0;
      const mark = confirmed[row] ?? -1;
      if (mark === -1) continue;
      if (mark !== last) {
        last = mark;
        position = positions.get(mark) ?? marks.findIndex((one) => one.number >= mark);
        positions.set(mark, position);
      }
      const [weight, itsVariance] = [weightBytes[row] ?? 0, variance[row] ?? 0];
      this.#survivors.add(position, weight, itsVariance);
      this.#totalSurvivors.add(position, weight, itsVariance);
    }
    this.#survivors.accumulate(marks.length);
  }

  #conclude(account: SiteSeries, survivors: TallyColumns, look: Look): SiteHistory {
    const marks = this.#marks.all;
    const latest = marks.length - 1;
    const present = survivors.tally(latest);
    account.retained.set(marks[latest]?.column ?? 0, present);
    if (present.samples > 0) account.heldSeconds = marks[latest]?.seconds ?? 0;
    const history = new SiteHistory(marks, account.retained, survivors);
    account.births = history.births(look.window.from);
    account.deaths = history.deaths(look.window.from);
    const verdict = judge(history, look, account.leak);
    account.state = verdict.state;
    account.leak = verdict.leak;
    account.evidence = undefined;
    return history;
  }
}

/** What shows the account's leak at present, where it has one. */
function evidenceOf({ leak }: SiteSeries, history: SiteHistory): { evidence: LeakEvidence; from: number } | undefined {
  if (leak === undefined) return undefined;
  const from = history.positionBefore(leak.spanSeconds);
  const evidence = {
    sinceSeconds: leak.sinceSeconds,
    seconds: history.seconds(history.latest) - history.seconds(from),
    births: history.births(from),
    deaths: history.deaths(from),
    explained: null,
  };
  return { evidence, from };
}
