import { type BudgetUsage, usageAmounts } from '../report/budget-report.js';
import type { Report } from '../report/report.js';
import type { LimitName } from '../report/time-to-limit.js';
import { ATTRIBUTE, METRIC } from './names.js';
import {
  PER_CALLER,
  PER_PART,
  perBudget,
  perMeasuredSite,
  perPlacedSuspect,
  perSite,
  perSuspect,
  perThread,
  type Points,
  single,
  traced,
} from './points.js';

/** One metric that is read off a report. */
export interface Series {
  readonly name: string;
  readonly kind: 'gauge' | 'up-down counter' | 'counter';
  readonly unit: string;
  readonly description: string;
  readonly points: Points;
  /** Value of a point that is gone, where the way it is published cannot drop one. @default 0 */
  readonly goneValue?: number;
}

/** One metric that takes one value a read. */
export interface Distribution {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Upper boundaries of the buckets, rising. */
  readonly boundaries: readonly number[];
  readonly value: (report: Report) => number;
}

/** Stands for a limit that is not in sight: thirty years, longer than anybody waits. */
const NEVER_SECONDS = 1e9;

/** The limits that end a process. */
const LIMITS: readonly LimitName[] = ['heap', 'container', 'machine'];

/** Declares every metric but the histogram once, for every way it is published. */
export const SERIES: readonly Series[] = [
  {
    name: METRIC.tracedCurrent,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Estimated bytes of live allocations made since tracing began, uncollected garbage included.',
    points: traced(({ currentBytes }) => currentBytes),
  },
  {
    name: METRIC.tracedRetained,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Estimated bytes of traced allocations that have outlived a major garbage collection.',
    points: traced(({ retainedBytes }) => retainedBytes),
  },
  {
    name: METRIC.tracedPeak,
    kind: 'gauge',
    unit: 'By',
    description: 'Largest estimate of the traced bytes at any read.',
    points: traced(({ peakBytes }) => peakBytes),
  },
  {
    name: METRIC.siteLive,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Estimated live bytes by the function that allocated them, uncollected garbage included.',
    points: perSite(({ liveBytes }) => liveBytes),
  },
  {
    name: METRIC.siteRetained,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Estimated bytes that have outlived a major garbage collection, by the function that allocated them.',
    points: perSite(({ retainedBytes }) => retainedBytes),
  },
  {
    name: METRIC.siteGrowth,
    kind: 'gauge',
    unit: '',
    description: 'Estimated net growth of the retained bytes per second, by allocating function.',
    points: perMeasuredSite(({ bytesPerSecond }) => bytesPerSecond),
  },
  {
    name: METRIC.siteGrowthLower,
    kind: 'gauge',
    unit: '',
    description: 'Lower bound of the 95% confidence interval of the growth in bytes per second.',
    points: perMeasuredSite(({ lower }) => lower),
  },
  {
    name: METRIC.siteGrowthUpper,
    kind: 'gauge',
    unit: '',
    description: 'Upper bound of the 95% confidence interval of the growth in bytes per second.',
    points: perMeasuredSite(({ upper }) => upper),
  },
  {
    name: METRIC.leakSuspects,
    kind: 'gauge',
    unit: '{leak}',
    description: 'Sites, and components of the memory without sites, that are judged to leak.',
    points: single(({ suspects }) => suspects.length),
  },
  {
    name: METRIC.leakGrowthLower,
    kind: 'gauge',
    unit: '',
    description: 'Lower 95% bound of the growth of what is judged to leak, in bytes per second.',
    points: perSuspect(({ lower }) => lower),
  },
  {
    name: METRIC.leakRetained,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Estimated bytes that a leak retains; of a component of the memory without sites its whole size.',
    points: perSuspect(({ retainedBytes }) => retainedBytes),
  },
  {
    name: METRIC.leakExact,
    kind: 'gauge',
    unit: '',
    description:
      '1 where the functions of a leak were seen while V8 inlined nothing, 0 where one may stand for another.',
    points: perPlacedSuspect(({ exact }) => (exact ? 1 : 0)),
  },
  {
    name: METRIC.leakPart,
    kind: 'gauge',
    unit: '1',
    description: 'Share of the growth of a leak that a function allocates.',
    points: PER_PART,
  },
  {
    name: METRIC.leakCaller,
    kind: 'gauge',
    unit: '1',
    description: 'Share of the growth of a leak, of its heaviest stacks, with a function above the place of the leak.',
    points: PER_CALLER,
  },
  {
    name: METRIC.budgetLimit,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Limit of a budget on a size.',
    points: perBudget((budget) => (budget.kind === 'size' ? budget.limitBytes : null)),
  },
  {
    name: METRIC.budgetUsage,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Bytes used of a budget on a size.',
    points: perBudget((budget) => (budget.kind === 'size' ? budget.usageBytes : null)),
  },
  {
    name: METRIC.budgetUtilization,
    kind: 'gauge',
    unit: '1',
    description: 'Use of a budget as a share of its limit; of a budget on growth the lower bound of the rate.',
    points: perBudget(utilization),
  },
  {
    name: METRIC.budgetFiring,
    kind: 'gauge',
    // A collector would append `_ratio` to the name of a gauge in 1.
    unit: '',
    description: '1 while a budget is exceeded and has been for as long as it says, else 0.',
    points: perBudget(({ state }) => (state === 'firing' ? 1 : 0)),
  },
  {
    name: METRIC.budgetViolations,
    kind: 'counter',
    unit: '{violation}',
    description: 'Number of times that a budget has started to fire.',
    points: perBudget(({ violations }) => violations),
  },
  {
    name: METRIC.budgetMatches,
    kind: 'gauge',
    unit: '{site}',
    description: 'Sites that the pattern of a budget matches; 0 may be a mistake in the pattern.',
    points: perBudget(({ matches }) => matches),
  },
  {
    name: METRIC.heapUsed,
    kind: 'gauge',
    unit: 'By',
    description: 'Bytes in use on the heap of V8; of several worker threads that of the one nearest to its limit.',
    points: perThread(({ heap }) => heap.usedBytes),
  },
  {
    name: METRIC.heapLimit,
    kind: 'gauge',
    unit: 'By',
    description: 'Size of the heap at which V8 ends the process, garbage in the young generation not counted.',
    points: perThread(({ heap }) => heap.limitBytes),
  },
  {
    name: METRIC.heapPeak,
    kind: 'gauge',
    unit: 'By',
    description: 'Largest use of the heap so far, garbage included.',
    points: perThread(({ heap }) => heap.peakBytes),
  },
  {
    name: METRIC.heapTimeToLimit,
    kind: 'gauge',
    unit: 's',
    description:
      'Time until growth reaches the first limit, of the heap or of the memory; absent while nothing grows significantly.',
    points: perThread(({ heap }) => heap.secondsToLimit),
    // No time left would be the opposite of what is meant.
    goneValue: NEVER_SECONDS,
  },
  {
    name: METRIC.heapFirstLimit,
    kind: 'gauge',
    unit: '',
    description: '1 for the limit that is reached first, 0 for the others; absent while nothing grows significantly.',
    points: ({ threads }) =>
      threads.flatMap(({ thread, heap: { firstLimit } }) =>
        firstLimit === null
          ? []
          : LIMITS.map((limit) => ({
              value: limit === firstLimit ? 1 : 0,
              attributes: { [ATTRIBUTE.thread]: thread, [ATTRIBUTE.limitName]: limit },
            })),
      ),
  },
  {
    name: METRIC.memoryLimit,
    kind: 'gauge',
    unit: 'By',
    description: 'Memory that the process may have: that of its container, else of the machine.',
    points: single(({ memory }) => memory.limitBytes),
  },
  {
    name: METRIC.memoryUsage,
    kind: 'up-down counter',
    unit: 'By',
    description: 'Memory of the process by component; the components add up to its resident set size.',
    points: ({ memory }) =>
      [
        ['traced', memory.tracedBytes] as const,
        ['heap_untraced', memory.heapUntracedBytes] as const,
        ['external', memory.externalBytes] as const,
        ['workers', memory.workersBytes] as const,
        ['other', memory.otherBytes] as const,
      ].map(([component, value]) => ({ value, attributes: { [ATTRIBUTE.component]: component } })),
  },
  {
    name: METRIC.samplerPeriod,
    kind: 'gauge',
    unit: 's',
    description: 'Time from one read of the heap profile to the next, as their pauses stretch it.',
    points: single(({ sampler }) => sampler.periodSeconds),
  },
  {
    name: METRIC.samplerUnanswered,
    kind: 'gauge',
    unit: 's',
    description:
      'Time for which the application thread has not answered, as in a system call or native code; 0 while it answers.',
    points: single(unansweredSeconds),
  },
  {
    name: METRIC.samplerFailures,
    kind: 'counter',
    unit: '{failure}',
    description: 'Reads of the heap profile that failed.',
    points: single(({ sampler }) => sampler.failures),
  },
  {
    name: METRIC.samplerCollections,
    kind: 'counter',
    unit: '{collection}',
    description: 'Major garbage collections that were asked for, to judge what grows.',
    points: single(({ sampler }) => sampler.collections),
  },
  {
    name: METRIC.samplerCollectionPause,
    kind: 'counter',
    unit: 's',
    description: 'Time for which the major garbage collections that were asked for have paused the application.',
    points: single(({ sampler }) => sampler.collectionPauseSeconds),
  },
  {
    name: METRIC.samplerZooms,
    kind: 'counter',
    unit: '{zoom}',
    description: 'Times that V8 was kept from inlining for some seconds, to see which functions allocate what grows.',
    points: single(({ sampler }) => sampler.zooms),
  },
  {
    name: METRIC.alertFailures,
    kind: 'counter',
    unit: '{alert}',
    description: 'Alerts that could not be delivered to a handler or an Alertmanager.',
    points: single(({ alerts }) => alerts.failures),
  },
  {
    name: METRIC.samplerMemory,
    kind: 'gauge',
    unit: 'By',
    description: 'Memory of the sampler thread, its heap and buffers, and of the tables of samples.',
    points: single(({ sampler }) => sampler.memoryBytes),
  },
  {
    name: METRIC.samplerMemoryLimit,
    kind: 'gauge',
    unit: 'By',
    description: 'Memory that heapgauge may take beside the application.',
    points: single(({ sampler }) => sampler.memoryLimitBytes),
  },
  {
    name: METRIC.samplerRestarts,
    kind: 'counter',
    unit: '{restart}',
    description: 'Number of times that the sampler has died and was started again.',
    points: single(({ sampler }) => sampler.restarts),
  },
];

/** Declares the histogram: the pause of the application's thread, one value a read. */
export const SAMPLER_PAUSE: Distribution = {
  name: METRIC.samplerPause,
  unit: 's',
  description: 'Upper bound of the pause of the application thread for one read of the heap profile.',
  boundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  value: ({ sampler }) => sampler.lastPauseSeconds,
};

function utilization(budget: BudgetUsage): number | null {
  const { limit, usage } = usageAmounts(budget);
  return usage === null ? null : usage / limit;
}

function unansweredSeconds({ time, sampler: { notAnsweringSince } }: Report): number {
  // The calendar may have been set back meanwhile.
  return notAnsweringSince === null ? 0 : Math.max(0, Date.parse(time) - Date.parse(notAnsweringSince)) / 1000;
}
