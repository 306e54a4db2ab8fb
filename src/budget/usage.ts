import picomatch from 'picomatch';
import type { SiteEstimates, SiteEstimate } from '../growth/sample-lifetimes.js';
import { CONFIDENCE, growthRate } from '../growth/rate.js';
import { addTally, emptyTally } from '../snapshot/estimate.js';
import { type Frame, shortFile } from '../snapshot/frame.js';
import type { BudgetUse } from './alert-state.js';
import type { Budget, BudgetLimit, BudgetTarget, SiteTarget } from './budget.js';

/** Sizes of the process at one moment, bytes. */
export interface MemoryLevels {
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  readonly rssBytes: number;
  readonly externalBytes: number;
  /** What the process may have: its container's limit, else the machine's memory. */
  readonly memoryLimitBytes: number;
}

/** What a budget's use is read from. */
export interface UsageSource {
  readonly levels: MemoryLevels;
  /** All sites; absent while there is no profile. */
  readonly estimate: SiteEstimates | undefined;
  readonly intervalBytes: number;
}

/** A budget's use, and the sites that make it up. */
export interface MeasuredUse extends BudgetUse {
  /** The leaking ones first, then the largest, three at the most. */
  readonly topSites: readonly SiteEstimate[];
}

/** Sites named with a budget that is broken. */
const TOP_SITES = 3;

/** Reads off what is used of one budget. */
export class UsageMeter {
  readonly #budget: Budget;
  readonly #covers: (site: Frame) => boolean;

  constructor(budget: Budget) {
    this.#budget = budget;
    this.#covers = 'glob' in budget.target ? remembering(matcherOf(budget.target)) : () => true;
  }

  measure(source: UsageSource): MeasuredUse {
    const { target, limit, clear } = this.#budget;
    const sites = source.estimate?.sites.filter(({ site }) => this.#covers(site)) ?? [];
    const isRate = limit.kind === 'rate';
    return {
      usage: isRate ? growthOf(sites, source) : sizeOf(target, sites, source),
      limit: inUnits(limit, target, source.levels),
      clear: inUnits(clear, target, source.levels),
      topSites: sites
        .filter(({ retained }) => retained.bytes > 0)
        .sort(
          (a, b) => Number(b.leak !== undefined) - Number(a.leak !== undefined) || b.retained.bytes - a.retained.bytes,
        )
        .slice(0, TOP_SITES),
    };
  }
}

/** A share becomes bytes; the others are as they are. */
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

/** Lower bound of the growth of several sites together, bytes a second: what grows for sure. */
function growthOf(sites: readonly SiteEstimate[], { estimate, intervalBytes }: UsageSource): number | undefined {
  if (estimate === undefined || estimate.windowSeconds === null) return undefined;
  const [births, deaths] = [emptyTally(), emptyTally()];
  for (const site of sites) {
    addTally(births, site.births);
    addTally(deaths, site.deaths);
  }
  return growthRate(births, deaths, { seconds: estimate.windowSeconds, intervalBytes, confidence: CONFIDENCE }).lower;
}

/** As in `(anonymous)`: without an alternative in them, or a mark before, they group nothing and are meant as they are. */
const PLAIN_PARENTHESES = /(?<![?*+@!\\])\(([^()|]*)\)/g;

function matcherOf({ kind, glob }: SiteTarget): (site: Frame) => boolean {
  // "!src/**" is what none of its names matches; left to picomatch it would be what any of them does not.
  const isNegated = /^!(?=[^(])/.test(glob);
  const pattern = isNegated ? glob.slice(1) : glob;
  const matches = picomatch(pattern.replace(PLAIN_PARENTHESES, '\\($1\\)'), { dot: true });
  const isAny = (texts: readonly string[]): boolean =>
    texts.some((text) => text === pattern || matches(text)) !== isNegated;
  switch (kind) {
    case 'package':
      return (site) => site.package !== null && isAny([site.package]);
    case 'file':
      return (site) => isAny([site.file, shortFile(site)]);
    case 'site':
      return (site) => isAny([site.site, site.function, site.file, shortFile(site)]);
  }
}

/** The same site is asked for every period. */
function remembering(matches: (site: Frame) => boolean): (site: Frame) => boolean {
  const known = new WeakMap<Frame, boolean>();
  return (site) => {
    const before = known.get(site);
    if (before !== undefined) return before;
    const now = matches(site);
    known.set(site, now);
    return now;
  };
}
