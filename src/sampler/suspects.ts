import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteEstimate } from '../growth/sample-lifetimes.js';
import type { SizeTrendLeak } from '../growth/size-trend.js';
import { placeOf } from '../report/place.js';
import type { SuspectComponent, SuspectReport } from '../report/report.js';

/** The context that {@link siteSuspects} needs besides the estimates. */
export interface SuspectContext {
  readonly intervalBytes: number;
  /** Turns monotonic seconds into a date. */
  readonly dateOf: (seconds: number) => Date;
  /** Finds the stack that holds most of a site's memory. */
  readonly tracebackOf: (site: string) => readonly string[];
}

/** Reports the leaking sites, the largest lower bound of the growth first. */
export function siteSuspects(sites: readonly SiteEstimate[], context: SuspectContext): SuspectReport[] {
  return byLowerBound(sites.flatMap((estimate) => siteSuspect(estimate, context) ?? []));
}

/** Reports a component of the memory that leaks and has no site; `undefined` where it does not leak. */
export function componentSuspect(
  component: Exclude<SuspectComponent, 'traced'>,
  leak: SizeTrendLeak | undefined,
  { bytes, dateOf }: { bytes: number } & Pick<SuspectContext, 'dateOf'>,
): SuspectReport | undefined {
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
export function byLowerBound(suspects: readonly SuspectReport[]): SuspectReport[] {
  return [...suspects].sort((a, b) => b.lower - a.lower);
}

function siteSuspect(
  { place, leak, retained }: SiteEstimate,
  { intervalBytes, dateOf, tracebackOf }: SuspectContext,
): SuspectReport | undefined {
  if (leak === undefined) return undefined;
  const { births, deaths, seconds, sinceSeconds, explained } = leak;
  const growth =
    seconds === null ? UNMEASURED : growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
  return {
    id: place.site,
    component: 'traced',
    ...placeOf(place),
    bytesPerSecond: growth.bytesPerSecond,
    lower: growth.lower,
    upper: growth.upper,
    retainedBytes: retained.bytes,
    since: dateOf(sinceSeconds).toISOString(),
    unmeasuredSince: null,
    explained,
    parts: [{ ...placeOf(place), share: 1 }],
    exact: false,
    tracebacks: [tracebackOf(place.site)],
    tracebackShares: [1],
  };
}
