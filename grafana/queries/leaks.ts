import { METRIC } from '../../src/publish/names.js';
import { chosen, ofProcesses, ofSites, perProcess, SITE, SITE_LABELS } from './dashboard-selectors.js';
import { isRead } from './processes.js';
import { perInstance } from './promql.js';
import { RECORDED } from './recorded-names.js';

/**
 * Number of suspects of each process that has a verdict. A process whose heap is not read has none, unless memory
 * outside of the heap leaks there: no suspect is not the same as no leak.
 */
export function judgedSuspects(): string {
  const suspects = perProcess(METRIC.leakSuspects);
  return `(${suspects} > 0 or ${suspects} and on (${perInstance()}) ${isRead()})`;
}

/** Suspects of the chosen processes, with the lower bound of their growth. Through OTLP a leak that has ended is 0. */
export function leaks(): string {
  return `(${ofProcesses(METRIC.leakGrowthLower)} > 0)`;
}

/**
 * Leaks of the chosen processes under the names that they have in the whole fleet, of the chosen sites, as they are
 * recorded. Where the rules are not loaded, or have not been evaluated since a process has its first leak, the leaks have
 * their own names. The label `place` is what the process itself calls the leak; `leak` stays while the leak lasts.
 */
export function fleetLeaks(): string {
  const ownNames = `label_replace(${ofSites(METRIC.leakGrowthLower)} > 0, "place", "$1", "site", "(.*)")`;
  return `(${chosen(RECORDED.leaks, ...SITE)} or on (${perInstance()}) ${ownNames})`;
}

/** The leak with the largest lower bound of growth; 0 where the heap is read and nothing leaks. */
export function worstLeak(of: string): string {
  return `topk(1, sum by (site) ${of}) or on () label_replace(0 * count(${isRead()}), "site", "Nothing leaks", "", "")`;
}

/** Those of some leaks of the chosen processes that were seen while V8 inlined nothing, with the same values. */
export function exactOnly(of: string): string {
  return `(${of} and on (${perInstance('leak')}) ${ofProcesses(METRIC.leakExact)} == 1)`;
}

/**
 * The growth of leaks by the functions that allocate it, as `part`: the share of each times the lower bound of its leak. They
 * are joined by the name that the process has for the leak, too: what is pushed has the old name for some minutes.
 */
export function partsOfLeaks(): string {
  const same = perInstance('leak', 'site');
  return `${parts()} * on (${same}) group_left () max by (${same}) ${leaks()}`;
}

/** The function that allocates most of each leak, as `part`, with its share. */
export function largestPart(): string {
  return `topk by (${SITE_LABELS}) (1, avg by (${SITE_LABELS}, part) ${parts()})`;
}

/**
 * The function that allocates most of each leak of the fleet, as `part`, with its share: by what is seen in processes
 * without inlining, or else in any.
 */
export function largestPartInFleet(): string {
  const by = 'site, package';
  const same = perInstance('leak', 'place');
  const ofPlace = `label_replace(${parts()}, "place", "$1", "site", "(.*)")`;
  const share = (some: string): string =>
    `sum by (${by}, part) (${ofPlace} * on (${same}) group_left (${by}) max by (${same}, ${by}) ${some})
/ on (${by}) group_left () sum by (${by}) ${some}`;
  return `topk by (${by}) (1, ${share(exactOnly(fleetLeaks()))} or on (${by}) ${share(fleetLeaks())})`;
}

/** The shares of the functions that allocate what leaks. Through OTLP a function that is gone is 0. */
function parts(): string {
  return `(${ofProcesses(METRIC.leakPart)} > 0)`;
}

/**
 * The time, in milliseconds since 1970, at which a leak that an expression gives now was first there within the shown
 * time, under whatever name. A leak that has appeared since the last step of the subquery gets the present time.
 */
export function firstSeen(by: string, expression: string): string {
  const seen = `min_over_time(timestamp(${expression})[$__range:$__interval]) or timestamp(${expression})`;
  const same = perInstance('leak');
  return `1000 * min by (${by}) (0 * ${expression} + on (${same}) group_left () min by (${same}) (${seen}))`;
}
