import { type AlertState, initialState, nextState } from '../budget/alert-state.js';
import type { Budget } from '../budget/budget.js';
import { type MeasuredUse, UsageMeter, type UsageSource } from '../budget/usage.js';
import type { BudgetReport, BudgetUsage } from '../report/budget-report.js';
import { placeOf } from '../report/place.js';
import { budgetUnmatchedSentence } from '../report/sentences.js';
import { LONGEST_SPANS } from './carried-suspects.js';

/**
 * The number of reports without a match after which a pattern is said to match nothing: ten minutes at the default
 * period, in which most parts of an application have been at work.
 */
const UNMATCHED_REPORTS = 40;

interface WatchedBudget {
  readonly budget: Budget;
  readonly meter: UsageMeter;
  state: AlertState;
  /** The number of reports in which its pattern has matched nothing; `undefined` once it has matched, or that was said. */
  unmatchedReports: number | undefined;
  /** The time, monotonic, until which it goes on firing although a new run of the profiler sees less than it cleared at. */
  heldUntilSeconds: number;
}

/** The moment at which budgets are first watched, and what was reported of them before. */
interface WatchStart {
  readonly nowSeconds: number;
  /** The shortest span that leaks are looked for in. */
  readonly spanSeconds: number;
  /** Turns a date, ISO 8601, into monotonic seconds. */
  readonly secondsOf: (date: string) => number;
  /** The budgets as another sampler has last reported them: each goes on from there. */
  readonly previous?: readonly BudgetReport[] | undefined;
  /** Warns a person, in one line. */
  readonly warn: (text: string) => void;
}

/** Follows budgets from one report to the next. */
export class BudgetWatch {
  readonly #watched: readonly WatchedBudget[];
  readonly #warn: (text: string) => void;
  readonly #longestHoldSeconds: number;
  #run: string | undefined;

  constructor(budgets: readonly Budget[], { nowSeconds, spanSeconds, secondsOf, previous = [], warn }: WatchStart) {
    this.#warn = warn;
    this.#longestHoldSeconds = LONGEST_SPANS * spanSeconds;
    this.#watched = budgets.map((budget) => {
      const before = previous.find(({ name }) => name === budget.name);
      const state = before === undefined ? initialState(nowSeconds) : stateOf(before, secondsOf);
      // What has matched for the sampler before is spelled right.
      const unmatchedReports = (before?.matches ?? 0) > 0 ? undefined : 0;
      return { budget, meter: new UsageMeter(budget), state, unmatchedReports, heldUntilSeconds: -Infinity };
    });
  }

  /** Takes in the present usage, as the present run of the profiler has it, and reports how the budgets stand. */
  evaluate(
    source: UsageSource & { readonly run: string | undefined },
    nowSeconds: number,
    dateOf: (seconds: number) => Date,
  ): BudgetReport[] {
    this.#noteRun(source.run, nowSeconds);
    return this.#watched.map((watched) => {
      const { budget, meter } = watched;
      const use = heldUse(watched, meter.measure(source), nowSeconds);
      const state = nextState(watched.state, use, budget, nowSeconds);
      watched.state = state;
      this.#noteMatches(watched, use.matches);
      return {
        name: budget.name,
        ...usageReport(budget, use),
        state: state.status,
        isNotified: state.isNotified,
        since: dateOf(state.sinceSeconds).toISOString(),
        severity: budget.severity,
        violations: state.firings,
        matches: use.matches ?? null,
        topSites:
          state.status === 'ok'
            ? []
            : use.topSites.map(({ place, retained }) => ({ ...placeOf(place), retainedBytes: retained.bytes })),
      };
    });
  }

  /**
   * Holds the budgets that fire on what the samples say, where another run of the profiler has begun: it does not know
   * what was allocated before, so that a size is not small because it is small there.
   */
  #noteRun(run: string | undefined, nowSeconds: number): void {
    if (run === undefined || run === this.#run) return;
    this.#run = run;
    for (const watched of this.#watched) {
      if (watched.state.status !== 'firing' || !isSampledSize(watched.budget)) continue;
      watched.heldUntilSeconds = nowSeconds + this.#longestHoldSeconds;
    }
  }

  /** Says once of a budget whose pattern never matches anything that it does not: it would read as within its limit. */
  #noteMatches(watched: WatchedBudget, matches: number | undefined): void {
    if (watched.unmatchedReports === undefined || matches === undefined) return;
    watched.unmatchedReports = matches === 0 ? watched.unmatchedReports + 1 : undefined;
    if (watched.unmatchedReports !== UNMATCHED_REPORTS) return;
    watched.unmatchedReports = undefined;
    this.#warn(budgetUnmatchedSentence(watched.budget, UNMATCHED_REPORTS));
  }
}

/** Returns the use, or none that is known where the budget is held and the use is too small to be all. */
function heldUse(watched: WatchedBudget, use: MeasuredUse, nowSeconds: number): MeasuredUse {
  if (use.usage === undefined || nowSeconds >= watched.heldUntilSeconds) return use;
  if (use.usage <= use.clear) return { ...use, usage: undefined };
  watched.heldUntilSeconds = -Infinity;
  return use;
}

function isSampledSize({ limit, target }: Budget): boolean {
  return limit.kind !== 'rate' && target.kind !== 'heap' && target.kind !== 'rss' && target.kind !== 'external';
}

/** Reads the state of a budget off its report, which does not say when a firing before the present one was notified. */
function stateOf(
  { state, since, isNotified, violations: firings }: BudgetReport,
  secondsOf: WatchStart['secondsOf'],
): AlertState {
  const sinceSeconds = secondsOf(since);
  return state === 'firing'
    ? { status: state, isNotified, sinceSeconds, firings, notifiedSeconds: isNotified ? sinceSeconds : undefined }
    : { status: state, isNotified: false, sinceSeconds, firings, notifiedSeconds: undefined };
}

function usageReport(budget: Budget, { limit, usage }: MeasuredUse): BudgetUsage {
  return budget.limit.kind === 'rate'
    ? { kind: 'rate', limitBytesPerSecond: limit, usageBytesPerSecond: usage ?? null }
    : { kind: 'size', limitBytes: limit, usageBytes: usage ?? null };
}
