import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeakWatch } from '../../src/sampler/leak-watch.js';
import { SampleLifetimes } from '../../src/growth/sample-lifetimes.js';
import type { Report } from '../../src/report/report.js';
import { makerFor, reportsOfLeak, sampleFindings } from '../support/sample-findings.js';
import { HOUR, INTERVAL_BYTES, profileOf, siteFrame, THRESHOLDS } from '../support/scripted-heap.js';
import { estimateOf } from '../support/site-estimates.js';

const MEBIBYTE = 2 ** 20;

describe('a report of one cycle', () => {
  it('a report has the date, the counts and the failures of its cycle', () => {
    const findings = sampleFindings();
    const { time, uptimeSeconds, sampler, alerts } = makerFor().make(findings);
    assert.deepEqual(
      { time, uptimeSeconds, sampler, alerts },
      { time: '2026-01-02T03:04:05.678Z', uptimeSeconds: 123.4, sampler: findings.sampler, alerts: { failures: 4 } },
    );
  });

  it('the source is the profiler with the parameters that it runs with', () => {
    assert.deepEqual(makerFor().make(sampleFindings()).source, {
      starter: 'v8',
      sampleIntervalBytes: 1000,
      stackDepth: 16,
      thread: 'main',
      unavailable: null,
    });
  });

  it('without a profiler the source says why, with the parameters that were asked for, and there are no sites', () => {
    const report = makerFor().make(
      sampleFindings({ profiler: { status: 'unavailable', cause: 'busy', reason: 'another one runs' } }),
    );
    assert.deepEqual(report.source, {
      starter: 'none',
      sampleIntervalBytes: 131_072,
      stackDepth: 32,
      thread: 'main',
      unavailable: 'another one runs',
    });
    assert.deepEqual([report.sites, report.suspects, report.totals.currentBytes], [[], [], 0]);
  });

  it('a leak stays a suspect, with no rate, when collections were too long apart to measure one', () => {
    const thresholds = { ...THRESHOLDS, spanSeconds: 60 };
    const lifetimes = new SampleLifetimes({ intervalBytes: INTERVAL_BYTES, startSeconds: 0, thresholds });
    const read = (seconds: number, count: number, collectedSeconds: number): void => {
      const samples = Array.from({ length: count }, (_, n) => ({
        node: 0,
        ordinal: n + 1,
        weightBytes: INTERVAL_BYTES,
      }));
      lifetimes.observe(
        { profile: profileOf(samples, 1), frames: [siteFrame('leak')], startSeconds: seconds, endSeconds: seconds },
        { startSeconds: collectedSeconds, endSeconds: collectedSeconds },
      );
    };
    for (let seconds = 5; seconds <= 400; seconds += 5) read(seconds, seconds, seconds - 1);
    // Two hours without a collection: by the next one all earlier checkpoints are too old.
    read(7600, 400, 399);
    read(7615, 400, 7601);
    const watch = new LeakWatch();
    watch.note(lifetimes.growth(), () => false);
    const findings = sampleFindings({ estimate: lifetimes.estimate(), leaks: watch.named });
    const { sites, suspects, heap } = makerFor().make(findings);
    assert.deepEqual(
      suspects.map(({ site, bytesPerSecond, lower, upper }) => ({ site, bytesPerSecond, lower, upper })),
      [{ site: 'leak', bytesPerSecond: 0, lower: 0, upper: 0 }],
    );
    assert.deepEqual([sites[0]?.state, sites[0]?.growth, heap.secondsToLimit], ['warming', null, null]);
  });

  it('the totals and the memory are of the same estimate', () => {
    const estimate = estimateOf([{ site: siteFrame('a'), live: 9, retained: 4 }]);
    const { totals, memory, heap } = makerFor().make(sampleFindings({ estimate }));
    assert.deepEqual([totals.currentBytes, totals.retainedBytes, memory.tracedBytes], [9000, 4000, 9000]);
    assert.deepEqual([memory.rssBytes, heap.usedBytes], [90 * MEBIBYTE, 50 * MEBIBYTE]);
  });

  it('budgets are measured by the sizes of the read, which are newer than the process statistics', () => {
    const [heap, rss] = makerFor('heap=1GB; rss=1GB').make(sampleFindings()).budgets;
    assert.ok(heap?.kind === 'size' && rss?.kind === 'size');
    assert.deepEqual([heap.usageBytes, rss.usageBytes], [50 * MEBIBYTE, 90 * MEBIBYTE]);
  });
});

describe('reports of several cycles', () => {
  it('the traced peak is the largest estimate of any report', () => {
    const maker = makerFor();
    const peaks = [3, 9, 5].map((live) => {
      const estimate = estimateOf([{ site: siteFrame('a'), live }]);
      return maker.make(sampleFindings({ estimate })).totals.peakBytes;
    });
    assert.deepEqual(peaks, [3000, 9000, 9000]);
  });

  it('the heap peak is the largest use at any read or by the statistics', () => {
    const maker = makerFor();
    const { processStats } = sampleFindings();
    const peaks = [40, 70, 50].map(
      (used) => maker.make(sampleFindings({ heapUsedBytes: used * MEBIBYTE })).heap.peakBytes / MEBIBYTE,
    );
    const later = sampleFindings({ processStats: { ...processStats, heapPeakBytes: 80 * MEBIBYTE } });
    assert.deepEqual([...peaks, maker.make(later).heap.peakBytes / MEBIBYTE], [55, 70, 70, 80]);
  });

  it('budgets keep their state from report to report', () => {
    const maker = makerFor('heap=1MB for 2min');
    const states = [0, 60, 120, 180].map(
      (monotonicSeconds) => maker.make(sampleFindings({ monotonicSeconds })).budgets[0]?.state,
    );
    assert.deepEqual(states, ['pending', 'pending', 'firing', 'firing']);
  });

  it('memory without sites that keeps growing becomes a suspect', () => {
    const maker = makerFor();
    const { processStats } = sampleFindings();
    let suspects: Report['suspects'] = [];
    for (let seconds = 0; seconds <= 4 * HOUR; seconds += 60) {
      const externalBytes = 3 * MEBIBYTE + (100 * MEBIBYTE * seconds) / HOUR;
      const stats = { ...processStats, externalBytes, rssBytes: 90 * MEBIBYTE + externalBytes };
      maker.noteProcessStats(seconds, stats, 0);
      suspects = maker.make(sampleFindings({ processStats: stats, monotonicSeconds: seconds })).suspects;
    }
    assert.deepEqual(
      suspects.map(({ component }) => component),
      ['external'],
    );
  });
});

describe('reports of a scripted leak', () => {
  const reports = reportsOfLeak();
  const last = reports.at(-1) ?? assert.fail();

  it('the leak becomes a suspect with its rate and the stack that grew', () => {
    const [suspect, ...others] = last.suspects;
    assert.deepEqual(others, []);
    assert.deepEqual([suspect?.site, suspect?.tracebacks[0]?.[0]], ['leak', 'leak']);
    assert.ok(suspect !== undefined && suspect.lower < 1000 && suspect.upper > 1000, JSON.stringify(suspect));
  });

  it('growth and the time to the limit are null at first and numbers later', () => {
    const [first = assert.fail()] = reports;
    assert.deepEqual([first.sites[0]?.growth, first.heap.secondsToLimit], [null, null]);
    assert.ok(last.sites[0]?.growth !== null && last.heap.secondsToLimit !== null);
  });

  it('the room to the limit is what is free now and what garbage will leave', () => {
    const { secondsToLimit } = last.heap;
    const { currentBytes, retainedBytes } = last.totals;
    const roomBytes = 4046 * MEBIBYTE + currentBytes - retainedBytes;
    // 1,000 bytes a second, within the noise of 3,600 samples.
    assert.ok(secondsToLimit !== null && Math.abs(secondsToLimit / (roomBytes / 1000) - 1) < 0.1, `${secondsToLimit}`);
  });

  it('the container is the limit where the resident set has less room in it than the heap has', () => {
    const limits = { memoryLimitBytes: 190 * MEBIBYTE, memoryLimitOwner: 'container' } as const;
    const processStats = { ...sampleFindings().processStats, ...limits };
    const { heap, memory } = reportsOfLeak('', { processStats }).at(-1) ?? assert.fail();
    assert.deepEqual(
      [heap.firstLimit, memory.limitBytes, memory.limitOwner],
      ['container', 190 * MEBIBYTE, 'container'],
    );
    const { secondsToLimit } = heap;
    // 100 MiB are left of the container, at 1,000 bytes a second.
    assert.ok(
      secondsToLimit !== null && Math.abs(secondsToLimit / ((100 * MEBIBYTE) / 1000) - 1) < 0.1,
      `${secondsToLimit}`,
    );
  });

  it('a report is the same after a trip through JSON', () => {
    for (const report of reports) assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });
});
