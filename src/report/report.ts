import type { BudgetStatus } from '../budget/alert-state.js';
import type { BudgetSeverity } from '../budget/budget.js';
import type { Growth } from '../growth/rate.js';
import type { SiteState } from '../growth/verdict.js';
import type { StarterName } from '../v8/starters.js';

/** One period's findings: plain data, frozen, the same after a trip through JSON. Bytes and seconds throughout. */
export interface Report {
  readonly schema: 'heapgauge.report/2';
  /** When the read was done, ISO 8601 UTC. */
  readonly time: string;
  readonly uptimeSeconds: number;
  readonly source: ReportSource;
  readonly totals: {
    /** Estimated bytes of all live samples, garbage not yet collected among them. */
    readonly currentBytes: number;
    readonly standardErrorBytes: number;
    /** Bytes first seen before a major collection began and still there after it. */
    readonly retainedBytes: number;
    /** Largest `currentBytes` of any read. */
    readonly peakBytes: number;
  };
  /** The sites that grow most surely and the largest, then `(other)` for the rest, so that they add up to `totals`. */
  readonly sites: readonly SiteReport[];
  /** What is leaking, the surest growth first. */
  readonly suspects: readonly SuspectReport[];
  readonly budgets: readonly BudgetReport[];
  readonly heap: {
    readonly usedBytes: number;
    readonly limitBytes: number;
    /** Largest `usedBytes` at any read and, by V8's own count, before any collection in between. */
    readonly peakBytes: number;
    /**
     * Time until what is retained fills the heap, at the growth of all sites together; `null` while they do not surely
     * grow. The lower and upper limit are at the upper and lower bound of the growth.
     */
    readonly secondsToLimit: number | null;
    readonly secondsToLimitLower: number | null;
    readonly secondsToLimitUpper: number | null;
  };
  /** Parts of the process's memory; the last four add up to `rssBytes`. */
  readonly memory: {
    readonly rssBytes: number;
    readonly tracedBytes: number;
    /** On V8's heap and not traced: older than the profiler, or in no sample. */
    readonly heapUntracedBytes: number;
    /** Kept outside the heap by objects on it, such as Buffers. */
    readonly externalBytes: number;
    /** The remainder; negative where V8 counts memory that is not resident. */
    readonly otherBytes: number;
  };
  readonly sampler: {
    readonly reads: number;
    readonly failures: number;
    /** Reads that failed since the last that did not. */
    readonly failuresInARow: number;
    /** Major collections that were asked for because none had come for long: the option `leak.collectAfter`. */
    readonly collections: number;
    /** Upper bound of the main thread's pause for the last read; it includes parsing on the sampler thread. */
    readonly lastPauseSeconds: number;
    readonly maxPauseSeconds: number;
    /** Time to the next read: the period asked for, or longer where the pause would exceed `maxPauseRatio` of it. */
    readonly periodSeconds: number;
    readonly samples: number;
    readonly nodes: number;
    /** Heap and buffers of the sampler thread: what the tracer itself costs. */
    readonly memoryBytes: number;
  };
  readonly alerts: {
    /** Alerts that could not be delivered: handlers that threw, an Alertmanager that did not answer. */
    readonly failures: number;
  };
}

/** Where the numbers come from. */
export interface ReportSource {
  /** How the profiler was started; `none` while there is none, and then `sites` is empty. */
  readonly starter: StarterName | 'none';
  readonly sampleIntervalBytes: number;
  readonly stackDepth: number;
  readonly thread: string;
  /** Why sites are not available, or `null` where they are. */
  readonly unavailable: string | null;
}

/** One site: the innermost function of the program on the stacks that allocated its memory. */
export interface SiteReport {
  readonly site: string;
  readonly domain: 'heap' | 'external';
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly package: string | null;
  readonly liveBytes: number;
  readonly retainedBytes: number;
  /** Live samples behind `liveBytes`. */
  readonly samples: number;
  /** Growth of the retained bytes; `null` while none could be measured, which takes two major collections. */
  readonly growth: Growth | null;
  readonly state: SiteState;
}

/** A part of the process's memory: sites are of the `traced` one, the others are known by their size alone. */
export type SuspectComponent = 'traced' | 'external' | 'other';

/** One site that is judged to leak, or a component of the memory that has no sites. */
export interface SuspectReport {
  readonly component: SuspectComponent;
  /** The site's name; `(external memory)` or `(unexplained memory)` for a component. */
  readonly site: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly package: string | null;
  /** Growth over the span that shows the leak, with its 95% bounds. */
  readonly bytesPerSecond: number;
  readonly lower: number;
  readonly upper: number;
  readonly retainedBytes: number;
  /** Begin of the span that showed it first, ISO 8601 UTC: the leak is at least that old. */
  readonly since: string;
  /** Its part of the growth of all sites over that span, 0 to 1; `null` where that cannot be told. */
  readonly explained: number | null;
  /** The stack that holds most of what is retained, the function that allocates first; empty for a component. */
  readonly traceback: readonly string[];
}

/** One budget and what was used of it. */
export interface BudgetReport {
  readonly name: string;
  /** Bytes; bytes a second where `per` is `second`. */
  readonly limitBytes: number;
  /** As the limit; of a rate its lower bound. `null` while it cannot be told. */
  readonly usageBytes: number | null;
  /** `second` where growth is limited, `null` where a size is. */
  readonly per: 'second' | null;
  /** `pending` while it is broken and has not been for long enough. */
  readonly state: BudgetStatus;
  /** Whether alerts tell of it: of a firing, but not of one that came too soon after the last one they told of. */
  readonly isNotified: boolean;
  /** Begin of the state, ISO 8601 UTC. */
  readonly since: string;
  readonly severity: BudgetSeverity;
  /** Firings so far. */
  readonly violations: number;
  /** The sites that make up most of the usage, the leaking ones first; empty while the budget is kept. */
  readonly topSites: readonly BudgetSite[];
}

/** A site that is named with a broken budget. */
export interface BudgetSite {
  readonly site: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly package: string | null;
  readonly retainedBytes: number;
}

/** Takes every report as it is made. */
export interface ReportPublisher {
  publish(report: Report): void;
  /** There will be no further report. */
  stop(): void;
}

/** Freezes plain data all the way down. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
