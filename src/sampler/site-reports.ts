import { CONFIDENCE, type Growth, growthRate } from '../growth/rate.js';
import type { SiteEstimate, SiteEstimates } from '../growth/sample-lifetimes.js';
import { sumOfRates } from '../growth/sum-of-rates.js';
import { falseGrowthProbability } from '../growth/thresholds.js';
import { changeOf, type SiteState } from '../growth/verdict.js';
import { placeOf } from '../report/place.js';
import type { SiteReport } from '../report/report.js';
import { addTally, emptyTally, type Tally } from '../snapshot/estimate.js';
import { type Frame, OTHER_FRAME } from '../snapshot/frame.js';

/** The estimates of one heap's sites. */
export interface HeapEstimates {
  /** The thread, or the kind of threads, that the heap is of; see {@link SiteReport.thread}. */
  readonly thread: string;
  readonly estimates: SiteEstimates;
  readonly intervalBytes: number;
}

/** A site in one heap. */
interface SiteOfHeap {
  readonly heap: HeapEstimates;
  readonly estimate: SiteEstimate;
}

/** A site in all heaps of one kind of threads: in one of the main thread, in several of a pool. */
interface JoinedSite {
  readonly thread: string;
  readonly place: Frame;
  readonly live: Tally;
  readonly retained: Tally;
  readonly parts: SiteOfHeap[];
}

/** The listed sites and the sums over all of them. */
export interface SitesSummary {
  readonly sites: readonly SiteReport[];
  readonly currentBytes: number;
  readonly standardErrorBytes: number;
  readonly retainedBytes: number;
  /** The sums of each kind of threads. */
  readonly threads: ReadonlyMap<string, ThreadSums>;
}

/** Sums over the sites of one kind of threads, in bytes. */
export interface ThreadSums {
  readonly currentBytes: number;
  readonly retainedBytes: number;
}

/**
 * Chooses the sites that a report lists: the leaking ones and, in up to half of the places with them, those whose growth
 * is most significant (largest positive lower bound); the others are the largest, and the rest of each kind of threads is
 * added up as `(other)`.
 */
export function reportSites(heaps: readonly HeapEstimates[], { topSites }: { topSites: number }): SitesSummary {
  const sites = joinSites(
    heaps.flatMap((heap) => heap.estimates.sites.map((estimate): SiteOfHeap => ({ heap, estimate }))),
  );
  const listed = listedSites(sites, topSites);
  const reports = [...listed].map(siteReport).sort((a, b) => b.liveBytes - a.liveBytes);
  const listedEstimates = new Set([...listed].flatMap(({ parts }) => parts.map(({ estimate }) => estimate)));
  const rest = heaps.flatMap((heap): SiteOfHeap[] => {
    const unlisted = heap.estimates.sites.filter((estimate) => !listedEstimates.has(estimate));
    return unlisted.length === 0 ? [] : [{ heap, estimate: addedUp(unlisted, heap.intervalBytes) }];
  });
  reports.push(...joinSites(rest).map(siteReport));

  const total = emptyTally();
  let retainedBytes = 0;
  const threads = new Map<string, ThreadSums>();
  for (const { thread, live, retained } of sites) {
    addTally(total, live);
    retainedBytes += retained.bytes;
    const sums = threads.get(thread) ?? { currentBytes: 0, retainedBytes: 0 };
    threads.set(thread, {
      currentBytes: sums.currentBytes + live.bytes,
      retainedBytes: sums.retainedBytes + retained.bytes,
    });
  }
  return {
    sites: reports,
    currentBytes: total.bytes,
    standardErrorBytes: Math.sqrt(total.variance),
    retainedBytes,
    threads,
  };
}

/** Joins what is the same site of the same kind of threads. */
function joinSites(sites: readonly SiteOfHeap[]): JoinedSite[] {
  const joined = new Map<string, JoinedSite>();
  for (const site of sites) {
    const { thread } = site.heap;
    const { place, live, retained } = site.estimate;
    const key = `${thread}\n${place.site}`;
    const known = joined.get(key) ?? { thread, place, live: emptyTally(), retained: emptyTally(), parts: [] };
    joined.set(key, known);
    addTally(known.live, live);
    addTally(known.retained, retained);
    known.parts.push(site);
  }
  return [...joined.values()];
}

function listedSites(sites: readonly JoinedSite[], topSites: number): Set<JoinedSite> {
  const distinguished = sites.filter(({ place }) => place.site !== OTHER_FRAME.site);
  const byGrowth = distinguished
    .map((site) => ({ site, isLeaking: stateOf(site) === 'leaking', lower: roughLowerBytes(site) }))
    .filter(({ isLeaking, lower }) => isLeaking || lower > 0)
    .sort((a, b) => Number(b.isLeaking) - Number(a.isLeaking) || b.lower - a.lower)
    .slice(0, Math.ceil(topSites / 2));
  const listed = new Set(byGrowth.map(({ site }) => site));
  for (const site of [...distinguished].sort((a, b) => b.live.bytes - a.live.bytes)) {
    if (listed.size >= topSites) break;
    listed.add(site);
  }
  return listed;
}

/** Approximates the lower bound of the growth over the window: the bound itself takes long, and this is for every site. */
function roughLowerBytes({ parts }: JoinedSite): number {
  let [bytes, variance] = [0, 0];
  for (const { estimate } of parts) {
    bytes += estimate.births.bytes - estimate.deaths.bytes;
    variance += estimate.births.variance + estimate.deaths.variance;
  }
  return bytes - 2 * Math.sqrt(variance);
}

function siteReport(site: JoinedSite): SiteReport {
  const { thread, place, live, retained } = site;
  return {
    ...placeOf(place),
    thread,
    domain: 'heap',
    liveBytes: live.bytes,
    retainedBytes: retained.bytes,
    samples: live.samples,
    growth: joinGrowth(site.parts.flatMap((part) => growthOf(part) ?? [])),
    state: stateOf(site),
  };
}

/** Adds up the growth in several heaps, each measured over a window of its own; the longest is that of the sum. */
function joinGrowth(growths: readonly Growth[]): Growth | null {
  const [first] = growths;
  const sum = sumOfRates(growths);
  if (first === undefined || sum === null || growths.length === 1) return first ?? null;
  return { ...sum, confidence: first.confidence, windowSeconds: Math.max(...growths.map((one) => one.windowSeconds)) };
}

function growthOf({ heap, estimate: { births, deaths } }: SiteOfHeap): Growth | undefined {
  const { estimates, intervalBytes } = heap;
  const { windowSeconds: seconds } = estimates;
  return seconds === null ? undefined : growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
}

/** The states of a site in several heaps, that which counts most first. */
const STATES: readonly SiteState[] = ['leaking', 'growing', 'unconfirmed', 'shrinking', 'steady', 'warming'];

function stateOf({ parts }: JoinedSite): SiteState {
  const states = new Set(parts.map(stateIn));
  return STATES.find((state) => states.has(state)) ?? 'warming';
}

/** Nothing is known of a site's growth before there is a window, but that it has to be confirmed. */
function stateIn({ heap, estimate: { state } }: SiteOfHeap): SiteState {
  return heap.estimates.windowSeconds === null && state !== 'unconfirmed' ? 'warming' : state;
}

function addedUp(estimates: readonly SiteEstimate[], intervalBytes: number): SiteEstimate {
  const sum = {
    place: OTHER_FRAME,
    live: emptyTally(),
    retained: emptyTally(),
    births: emptyTally(),
    deaths: emptyTally(),
  };
  for (const estimate of estimates) {
    addTally(sum.live, estimate.live);
    addTally(sum.retained, estimate.retained);
    addTally(sum.births, estimate.births);
    addTally(sum.deaths, estimate.deaths);
  }
  // Many sites as one may grow, but a leak would name nothing.
  const level = { falseAlarmProbability: falseGrowthProbability(1), intervalBytes };
  return { ...sum, state: changeOf(sum.births, sum.deaths, level), leak: undefined };
}
