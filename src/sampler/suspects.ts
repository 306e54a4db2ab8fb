import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SizeTrendLeak } from '../growth/size-trend.js';
import type { SuspectComponent } from '../report/report.js';
import type { FoundSuspect } from './leak-states.js';
import type { NamedLeak } from './leak-watch.js';

/** The context that {@link leakSuspects} needs besides the leaks. */
export interface SuspectContext {
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

function leakSuspect({ id, leak, view }: NamedLeak, { intervalBytes, dateOf }: SuspectContext): FoundSuspect {
  const { evidence, measure, share } = leak;
  const { births, deaths, seconds, sinceSeconds, explained } = measure.leak;
  const growth =
    seconds === null ? UNMEASURED : growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
  return {
    id,
    component: 'traced',
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
