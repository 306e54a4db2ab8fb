import type { Growth } from '../../src/growth/rate.js';
import type { BudgetReport } from '../../src/report/budget-report.js';
import type { HeapReport, Report, SiteReport, SuspectReport } from '../../src/report/report.js';
import type { ReportSource } from '../../src/report/source.js';
import type { TimeToLimit } from '../../src/report/time-to-limit.js';

/** Parts of a report to replace; a group's other fields stay. */
export type ReportOverrides = {
  readonly [K in Exclude<keyof Report, 'source' | 'heap'>]?: Report[K] extends readonly unknown[] | string | number
    ? Report[K]
    : Partial<Report[K]>;
} & {
  readonly source?: Partial<Omit<ReportSource, 'starter' | 'unavailable'>>;
  /** The reason why there is no profiler; there is one where this is left out. */
  readonly unavailable?: string | undefined;
  readonly heap?: Partial<Pick<HeapReport, 'usedBytes' | 'limitBytes' | 'peakBytes'>>;
  readonly timeToLimit?: TimeToLimit;
};

/** Fields of a site to replace. */
export type SiteOverrides = Partial<Omit<SiteReport, 'growth'>> & { readonly growth?: Partial<Growth> | null };

/** A budget on a size. */
export type SizeBudgetReport = Extract<BudgetReport, { readonly kind: 'size' }>;

/** A budget on a rate of growth. */
export type RateBudgetReport = Extract<BudgetReport, { readonly kind: 'rate' }>;

/** The time to the limit where the heap does not grow. */
export const NO_TIME_TO_LIMIT: TimeToLimit = {
  firstLimit: null,
  secondsToLimit: null,
  secondsToLimitLower: null,
  secondsToLimitUpper: null,
};

const SAMPLE_TIME_TO_LIMIT: TimeToLimit = {
  firstLimit: 'heap',
  secondsToLimit: 7100,
  secondsToLimitLower: 5100,
  secondsToLimitUpper: 9100,
};

/** Makes a site with a different number in every field. */
export function sampleSite({ growth, ...overrides }: SiteOverrides = {}): SiteReport {
  return {
    site: 'MemoryStore.set express-session/session/memory.js:121',
    thread: 'main',
    domain: 'heap',
    function: 'MemoryStore.set',
    file: '/app/node_modules/express-session/session/memory.js',
    line: 121,
    package: 'express-session',
    liveBytes: 4_100_000,
    retainedBytes: 3_100_000,
    samples: 31,
    growth:
      growth === null
        ? null
        : { bytesPerSecond: 2100, lower: 1100, upper: 3300, confidence: 0.95, windowSeconds: 61, ...growth },
    state: 'growing',
    ...overrides,
  };
}

/** Makes the sum of the sites that are not listed, as a report ends with it. */
export function otherSite(overrides: SiteOverrides = {}): SiteReport {
  return sampleSite({
    site: '(other)',
    function: '(other)',
    file: '',
    line: 0,
    package: null,
    liveBytes: 700_000,
    retainedBytes: 300_000,
    samples: 6,
    growth: { bytesPerSecond: 20, lower: -220, upper: 260 },
    state: 'steady',
    ...overrides,
  });
}

/** Makes a suspect with a different number in every field. */
export function sampleSuspect(overrides: Partial<SuspectReport> = {}): SuspectReport {
  return {
    id: 'save src/app.js:7',
    component: 'traced',
    thread: 'main',
    site: 'MemoryStore.set express-session/session/memory.js:121',
    function: 'MemoryStore.set',
    file: '/app/node_modules/express-session/session/memory.js',
    line: 121,
    package: 'express-session',
    bytesPerSecond: 2150,
    lower: 1150,
    upper: 3350,
    retainedBytes: 3_150_000,
    since: '2026-01-02T01:02:03.456Z',
    reason: 'lasting',
    isNotified: true,
    unmeasuredSince: null,
    explained: 0.85,
    parts: [
      {
        site: 'MemoryStore.set express-session/session/memory.js:121',
        function: 'MemoryStore.set',
        file: '/app/node_modules/express-session/session/memory.js',
        line: 121,
        package: 'express-session',
        share: 0.75,
      },
      {
        site: 'hash express-session/index.js:590',
        function: 'hash',
        file: '/app/node_modules/express-session/index.js',
        line: 590,
        package: 'express-session',
        share: 0.25,
      },
    ],
    exact: true,
    tracebacks: [
      ['MemoryStore.set (express-session/session/memory.js:121)', 'save (src/app.js:7)'],
      ['hash (express-session/index.js:590)', 'save (src/app.js:7)'],
    ],
    tracebackShares: [0.7, 0.3],
    ...overrides,
  };
}

/** Makes a firing budget on a size with a different number in every field. */
export function sampleBudget(overrides: Partial<SizeBudgetReport> = {}): SizeBudgetReport {
  return { kind: 'size', limitBytes: 16_000_000, usageBytes: 20_000_000, ...FIRING, ...overrides };
}

/** Makes a firing budget on a rate with a different number in every field. */
export function sampleRateBudget(overrides: Partial<RateBudgetReport> = {}): RateBudgetReport {
  return { kind: 'rate', limitBytesPerSecond: 16_000, usageBytesPerSecond: 20_000, ...FIRING, ...overrides };
}

const FIRING: Omit<BudgetReport, 'kind'> = {
  name: 'heap',
  state: 'firing',
  isNotified: true,
  since: '2026-01-02T02:03:04.567Z',
  severity: 'critical',
  violations: 5,
  matches: 9,
  topSites: [
    {
      site: 'MemoryStore.set express-session/session/memory.js:121',
      function: 'MemoryStore.set',
      file: '/app/node_modules/express-session/session/memory.js',
      line: 121,
      package: 'express-session',
      retainedBytes: 3_100_000,
    },
  ],
};

/**
 * Makes a report with a different number in every field, so that a swap of two is noticed. The sites add up to the totals
 * and the parts of the memory to the resident set; only `memory.tracedBytes` is not what `totals` says, to differ.
 */
export function sampleReport(overrides: ReportOverrides = {}): Report {
  const heap: HeapReport = {
    usedBytes: 20_000_000,
    limitBytes: 500_000_000,
    peakBytes: 25_000_000,
    ...overrides.heap,
    ...(overrides.timeToLimit ?? SAMPLE_TIME_TO_LIMIT),
  };
  return {
    schema: 'heapgauge.report/2',
    time: overrides.time ?? '2026-01-02T03:04:05.678Z',
    uptimeSeconds: overrides.uptimeSeconds ?? 123.4,
    source: {
      sampleIntervalBytes: 131_072,
      stackDepth: 32,
      thread: 'main',
      ...overrides.source,
      ...(overrides.unavailable === undefined
        ? { starter: 'v8', unavailable: null }
        : { starter: 'none', unavailable: overrides.unavailable }),
    },
    totals: {
      currentBytes: 7_000_000,
      standardErrorBytes: 900_000,
      retainedBytes: 4_600_000,
      peakBytes: 8_000_000,
      ...overrides.totals,
    },
    sites: overrides.sites ?? [
      sampleSite(),
      sampleSite({
        site: 'fill src/cache.js:17',
        function: 'fill',
        file: '/app/src/cache.js',
        line: 17,
        package: null,
        liveBytes: 2_200_000,
        retainedBytes: 1_200_000,
        samples: 17,
        growth: { bytesPerSecond: 150, lower: -70, upper: 370 },
        state: 'steady',
      }),
      otherSite(),
    ],
    suspects: overrides.suspects ?? [sampleSuspect()],
    budgets: overrides.budgets ?? [sampleBudget()],
    heap,
    threads: overrides.threads ?? [
      { thread: 'main', count: 1, currentBytes: 5_900_000, retainedBytes: 3_600_000, peakBytes: 7_100_000, heap },
      {
        thread: 'worker:src/render.js',
        count: 4,
        currentBytes: 1_100_000,
        retainedBytes: 1_000_000,
        peakBytes: 1_300_000,
        heap: { usedBytes: 9_000_000, limitBytes: 90_000_000, peakBytes: 11_000_000, ...NO_TIME_TO_LIMIT },
      },
    ],
    memory: {
      rssBytes: 60_000_000,
      tracedBytes: 6_900_000,
      heapUntracedBytes: 13_100_000,
      externalBytes: 3_000_000,
      workersBytes: 14_000_000,
      otherBytes: 23_000_000,
      limitBytes: 800_000_000,
      limitOwner: 'container',
      ...overrides.memory,
    },
    sampler: {
      reads: 11,
      lastReadTime: '2026-01-02T03:03:50.678Z',
      notAnsweringSince: null,
      failures: 2,
      failuresInARow: 1,
      lastFailure: 'no answer',
      collections: 3,
      collectionPauseSeconds: 0.09,
      zooms: 2,
      lastPauseSeconds: 0.03,
      maxPauseSeconds: 0.07,
      periodSeconds: 15,
      isPeriodCapped: false,
      samples: 54,
      nodes: 230,
      memoryBytes: 9_500_000,
      memoryLimitBytes: 67_108_864,
      restarts: 6,
      ...overrides.sampler,
    },
    alerts: { failures: 4, ...overrides.alerts },
  };
}
