import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteEstimates, SiteEstimate } from '../growth/sample-lifetimes.js';
import { addTally, emptyTally } from '../snapshot/estimate.js';
import { fileNames, type Frame } from '../snapshot/frame.js';
import { rememberedFrames } from '../snapshot/remembered-frames.js';
import { globMatcher } from '../values/glob.js';
import type { BudgetUse } from './alert-state.js';
import type { Budget, BudgetLimit, BudgetTarget, SiteTarget } from './budget.js';

/** The sizes of the process at one moment, in bytes. */
export interface MemoryLevels {
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  readonly rssBytes: number;
  readonly externalBytes: number;
  /** The memory that the process may have: its container's limit, else the machine's memory. */
  readonly memoryLimitBytes: number;
}

/** The findings that the use of a budget is measured from. */
export interface UsageSource {
  readonly levels: MemoryLevels;
  /** The estimates of all sites; `undefined` while there is no profile. */
  readonly estimate: SiteEstimates | undefined;
  readonly intervalBytes: number;
}

/** The use of a budget, and the sites that make it up. */
export interface MeasuredUse extends BudgetUse {
  /** The number of sites that the budget's pattern matches; `undefined` where it has none, or no profile was read. */
  readonly matches: number | undefined;
  /** The sites that make the use up, at most three: leaking ones first, then by what they retain. */
  readonly topSites: readonly SiteEstimate[];
}

/** The most sites that are named with a budget that is broken. */
const TOP_SITES = 3;

/** Measures the use of one budget. */
export class UsageMeter {
  readonly #budget: Budget;
  readonly #covers: (site: Frame) => boolean;

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#covers = 'glob' in budget.target ? rememberedFrames(matcherOf(budget.target)) : () => true;
  }

  measure(source: UsageSource): MeasuredUse {
    const { target, limit, clear } = this.#budget;
    const sites = source.estimate?.sites.filter(({ place }) => this.#covers(place)) ?? [];
    const isRate = limit.kind === 'rate';
    return {
      usage: isRate ? growthOf(sites, source) : sizeOf(target, sites, source),
      limit: inUnits(limit, target, source.levels),
      clear: inUnits(clear, target, source.levels),
      matches: 'glob' in target && source.estimate !== undefined ? sites.length : undefined,
      topSites: sites
        .filter(({ retained }) => retained.bytes > 0)
        .sort(
          (a, b) => Number(b.leak !== undefined) - Number(a.leak !== undefined) || b.retained.bytes - a.retained.bytes,
        )
        .slice(0, TOP_SITES),
    };
  }
}

/** Returns a limit in the unit of what it is compared with: a share becomes bytes, the others stay as they are. */
function inUnits({ kind, value }: BudgetLimit, target: BudgetTarget, levels: MemoryLevels): number {
  if (kind !== 'share') return value;
  const isOutsideHeap = target.kind === 'rss' || target.kind === 'external';
  return value * (isOutsideHeap ? levels.memoryLimitBytes : levels.heapLimitBytes);
}

function sizeOf(
  { kind }: BudgetTarget,
  sites: readonly SiteEstimate[],
  { levels, estimate }: UsageSource,
): number | undefined {
  switch (kind) {
    case 'heap':
      return levels.heapUsedBytes;
    case 'rss':
      return levels.rssBytes;
    case 'external':
      return levels.externalBytes;
    case 'traced':
      return estimate && sites.reduce((sum, { live }) => sum + live.bytes, 0);
    default:
      return estimate && sites.reduce((sum, { retained }) => sum + retained.bytes, 0);
  }
}

/** Returns the lower confidence bound of the growth of several sites together, in bytes a second. */
function growthOf(sites: readonly SiteEstimate[], { estimate, intervalBytes }: UsageSource): number | undefined {
  if (estimate === undefined || estimate.windowSeconds === null) return undefined;
  const [births, deaths] = [emptyTally(), emptyTally()];
  for (const site of sites) {
    addTally(births, site.births);
    addTally(deaths, site.deaths);
  }
  return growthRate(births, deaths, { seconds: estimate.windowSeconds, intervalBytes, confidence: CONFIDENCE }).lower;
}

function matcherOf({ kind, glob }: SiteTarget): (site: Frame) => boolean {
  const isAny = globMatcher(glob);
  switch (kind) {
    case 'package':
      return (site) => site.package !== null && isAny([site.package]);
    case 'file':
      return (site) => isAny(fileNames(site));
    case 'site':
      return (site) => isAny([site.site, site.function, ...fileNames(site)]);
  }
}
