import { parseBudgets } from '../../src/budget/grammar.js';
import type { Report } from '../../src/report/report.js';
import { type Findings, ReportMaker } from '../../src/sampler/report-maker.js';
import { LeakWatch } from '../../src/sampler/leak-watch.js';
import type { RunningProfiler } from '../../src/v8/profiler.js';
import { sampleReport } from './sample-report.js';
import { HOUR, INTERVAL_BYTES, replay, THRESHOLDS } from './scripted-heap.js';

const MEBIBYTE = 2 ** 20;

/** A profiler that was joined: it runs with other parameters than the settings have. */
const JOINED_PROFILER: RunningProfiler = {
  status: 'running',
  starter: 'v8',
  run: 'one',
  sampleIntervalBytes: INTERVAL_BYTES,
  stackDepth: 16,
};

/** Makes the findings of a cycle that has read nothing yet, with a different number in every field. */
export function sampleFindings(overrides: Partial<Findings> = {}): Findings {
  return {
    date: new Date('2026-01-02T03:04:05.678Z'),
    monotonicSeconds: 60,
    uptimeSeconds: 123.4,
    profiler: JOINED_PROFILER,
    estimate: undefined,
    leaks: new LeakWatch().named,
    workers: [],
    processStats: {
      heapUsedBytes: 51 * MEBIBYTE,
      heapCommittedBytes: 60 * MEBIBYTE,
      heapLimitBytes: 4096 * MEBIBYTE,
      heapPeakBytes: 55 * MEBIBYTE,
      externalBytes: 3 * MEBIBYTE,
      rssBytes: 91 * MEBIBYTE,
      memoryLimitBytes: 8192 * MEBIBYTE,
      memoryLimitOwner: 'machine',
      tenuredSeconds: null,
      alertFailures: 0,
    },
    heapUsedBytes: 50 * MEBIBYTE,
    rssBytes: 90 * MEBIBYTE,
    sampler: sampleReport().sampler,
    alertFailures: 4,
    ...overrides,
  };
}

/** Makes a maker of reports whose monotonic clock began in 1970. */
export function makerFor(budgets = '', previous?: Report): ReportMaker {
  return new ReportMaker(
    {
      sampleIntervalBytes: 131_072,
      stackDepth: 32,
      topSites: 50,
      leak: THRESHOLDS,
      budgets: parseBudgets(budgets, 'budgets'),
    },
    {
      nowSeconds: 0,
      dateOf: (seconds) => new Date(seconds * 1000),
      secondsOf: (date) => Date.parse(date) / 1000,
      previous,
      warn: () => undefined,
    },
  );
}

/** Makes reports of a scripted leak of 1,000 bytes a second for two hours, a report every five minutes. */
export function reportsOfLeak(budgets = '', overrides: Partial<Findings> = {}): Report[] {
  const maker = makerFor(budgets);
  const script = Array.from({ length: 2 * HOUR }, (_, n) => ({
    site: 'leak',
    birthSeconds: n,
    deathSeconds: Infinity,
  }));
  const reports: Report[] = [];
  const watch = new LeakWatch();
  replay(script, { untilSeconds: 2 * HOUR }, ({ seconds, estimate, lifetimes }) => {
    watch.note(lifetimes.growth(), () => false);
    reports.push(maker.make(sampleFindings({ ...overrides, monotonicSeconds: seconds, estimate, leaks: watch.named })));
  });
  return reports;
}
