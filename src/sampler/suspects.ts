import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SizeTrendLeak } from '../growth/size-trend.js';
import { sumOfRates } from '../growth/sum-of-rates.js';
import { MAIN_THREAD, type SuspectComponent } from '../report/report.js';
import type { FoundSuspect } from './leak-states.js';
import type { NamedLeak } from './leak-watch.js';

/** The context that {@link leakSuspects} needs besides the leaks. */
export interface SuspectContext {
  /** The thread whose heap leaks, see {@link SuspectReport.thread}. */
  readonly thread: string;
  readonly intervalBytes: number;
  /** Turns monotonic seconds into a date. */
  readonly dateOf: (seconds: number) => Date;
}

/** Reports leaks, each under its name, the largest lower bound of the growth first. */
export function leakSuspects(leaks: readonly NamedLeak[], context: SuspectContext): FoundSuspect[] {
  return byLowerBound(leaks.map((leak) => leakSuspect(leak, context)));
}

/** Reports a component of the memory that leaks and has no site; `undefined` where it does not leak. */
export function componentSuspect(
  component: Exclude<SuspectComponent, 'traced'>,
  leak: SizeTrendLeak | undefined,
  { bytes, dateOf }: { bytes: number } & Pick<SuspectContext, 'dateOf'>,
): FoundSuspect | undefined {
  if (leak === undefined) return undefined;
  const name = component === 'external' ? '(external memory)' : '(unexplained memory)';
  return {
    id: name,
    component,
    thread: MAIN_THREAD,
    site: name,
    function: name,
    file: '',
    line: 0,
    package: null,
    bytesPerSecond: leak.bytesPerSecond,
    lower: leak.lower,
    upper: leak.upper,
    retainedBytes: bytes,
    since: dateOf(leak.sinceSeconds).toISOString(),
    reason: 'lasting',
    unmeasuredSince: null,
    explained: null,
    parts: [],
    exact: false,
    tracebacks: [],
    tracebackShares: [],
  };
}

/** Stands for the growth of a leak that is not over and cannot be measured now. */
const UNMEASURED = { bytesPerSecond: 0, lower: 0, upper: 0 };

/** Orders suspects as a report lists them. */
export function byLowerBound<Suspect extends FoundSuspect>(suspects: readonly Suspect[]): Suspect[] {
  return [...suspects].sort((a, b) => b.lower - a.lower);
}

/**
 * Joins what is one leak in several heaps of one kind of threads, such as those of a pool: the rates add up, and the stacks
 * are those of the heap that grows most.
 */
export function joinSuspects(suspects: readonly FoundSuspect[]): FoundSuspect[] {
  const joined = new Map<string, FoundSuspect[]>();
  for (const suspect of byLowerBound(suspects)) {
    const key = `${suspect.thread}\n${suspect.id}`;
    joined.set(key, [...(joined.get(key) ?? []), suspect]);
  }
  return byLowerBound([...joined.values()].flatMap((same) => joinSame(same) ?? []));
}

function joinSame(same: readonly FoundSuspect[]): FoundSuspect | undefined {
  const [first] = same;
  const rate = sumOfRates(same);
  if (first === undefined || rate === null || same.length === 1) return first;
  const [earliest = first.since] = same.map(({ since }) => since).sort();
  return {
    ...first,
    ...rate,
    retainedBytes: same.reduce((sum, { retainedBytes }) => sum + retainedBytes, 0),
    since: earliest,
    exact: same.every(({ exact }) => exact),
  };
}

function leakSuspect({ id, leak, view }: NamedLeak, { thread, intervalBytes, dateOf }: SuspectContext): FoundSuspect {
  const { evidence, measure, share } = leak;
  const { births, deaths, seconds, sinceSeconds, explained } = measure.leak;
  const growth =
    seconds === null ? UNMEASURED : growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
  return {
    id,
    component: 'traced',
    thread,
    ...view,
    bytesPerSecond: share * growth.bytesPerSecond,
    lower: share * growth.lower,
    upper: share * growth.upper,
    retainedBytes: share * measure.retained.bytes,
    since: dateOf(sinceSeconds).toISOString(),
    reason: evidence.leak.reason,
    unmeasuredSince: null,
    explained: explained === null ? null : share * explained,
  };
}
