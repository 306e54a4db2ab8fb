import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ReportMetricProducer } from '../../src/publish/producer.js';
import type { Report } from '../../src/report/report.js';
import { publishedHistograms, publishedMetrics, valuesBySite } from '../support/published-metrics.js';
import { ROOT } from '../support/run-node.js';
import { SAMPLE_METRICS } from '../support/sample-metrics.js';
import { NO_TIME_TO_LIMIT, otherSite, sampleReport, sampleSite, sampleSuspect } from '../support/sample-report.js';

describe('the producer', () => {
  it('the producer publishes each metric with its name, unit, type and value', async () => {
    assert.deepEqual(publishedMetrics(await collect(sampleReport())), SAMPLE_METRICS);
  });

  it('the producer publishes under the name and version of the package, with no schema', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const { resourceMetrics } = await collect(sampleReport());
    assert.deepEqual(
      resourceMetrics.scopeMetrics.map(({ scope }) => scope),
      [{ name: 'heapgauge', version }],
    );
  });

  it('the producer gives each value the time of its report', async () => {
    const { resourceMetrics } = await collect(sampleReport({ time: '2026-01-02T03:04:05.678Z' }));
    const times = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ dataPoints }) => dataPoints.map(({ endTime }) => endTime)),
    );
    const seconds = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000;
    assert.ok(times.length > SAMPLE_METRICS.length);
    for (const time of times) assert.deepEqual(time, [seconds, 678_000_000]);
  });

  it('the producer gives the time for which the application has not answered, by the time of the report', async () => {
    const unanswered = async (notAnsweringSince: string): Promise<unknown> => {
      const collected = await collect(
        sampleReport({ time: '2026-01-02T03:04:05.678Z', sampler: { notAnsweringSince } }),
      );
      const name = 'heapgauge.sampler.unanswered_seconds';
      return publishedMetrics(collected).find((metric) => metric.name === name)?.points;
    };
    assert.deepEqual(await unanswered('2026-01-02T03:03:53.178Z'), [[{}, 12.5]]);
    // The calendar was set back.
    assert.deepEqual(await unanswered('2026-01-02T03:05:00.000Z'), [[{}, 0]]);
  });

  it('the producer has nothing before the first report', async () => {
    const { resourceMetrics, errors } = await new ReportMetricProducer().collect();
    assert.deepEqual([resourceMetrics.scopeMetrics, errors], [[], []]);
  });

  it('the producer drops a site that is gone from the next report', async () => {
    const gone = sampleSite({ site: 'gone' });
    const stays = sampleSite({ site: 'stays' });
    const collected = await collect(
      sampleReport({ sites: [gone, stays, otherSite()] }),
      sampleReport({ sites: [stays] }),
    );
    for (const { name } of SAMPLE_METRICS.filter(({ name }) => name.startsWith('heapgauge.site.'))) {
      assert.deepEqual([...valuesBySite(collected, name).keys()], ['stays'], name);
    }
  });

  it('the producer publishes nothing traced while no profiler runs', async () => {
    const collected = await collect(sampleReport({ unavailable: 'busy', sites: [] }));
    const expected = SAMPLE_METRICS.filter(({ name }) => !/^heapgauge\.(traced|site)\./.test(name));
    assert.deepEqual(publishedMetrics(collected), expected);
  });

  it('the producer publishes nothing traced any more once the profiler is lost', async () => {
    const lost = sampleReport({ unavailable: 'lost', sites: [] });
    const names = publishedMetrics(await collect(sampleReport(), lost)).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => /^heapgauge\.(traced|site)\./.test(name)),
      [],
    );
  });

  it('the producer publishes no time to the heap’s limit where there is none', async () => {
    const never = sampleReport({ timeToLimit: NO_TIME_TO_LIMIT });
    const names = publishedMetrics(await collect(sampleReport(), never)).map(({ name }) => name);
    assert.ok(!names.includes('heapgauge.heap.time_to_limit_seconds'));
    assert.ok(names.includes('heapgauge.heap.peak_bytes'));
  });

  it('the producer publishes how many suspects there are, also where there are none', async () => {
    for (const suspects of [[], [sampleSuspect(), sampleSuspect({ site: 'other' })]]) {
      const published = publishedMetrics(await collect(sampleReport({ suspects })));
      const { points } = published.find(({ name }) => name === 'heapgauge.leak.suspects') ?? { points: [] };
      assert.deepEqual(points, [[{}, suspects.length]]);
    }
  });

  it('the producer publishes at most five parts and ten callers of a leak, and those of ten leaks', async () => {
    const frames = Array.from({ length: 20 }, (_, n) => `f${n} (a.js:${n})`);
    const suspects = Array.from({ length: 12 }, (_, n) =>
      sampleSuspect({
        ...{ id: `leak ${n}`, site: 'f0 a.js:0', tracebacks: [frames], tracebackShares: [1] },
        parts: Array.from({ length: 7 }, (_, part) => ({ ...sampleSuspect(), site: `part ${part}`, share: 0.1 })),
      }),
    );
    const published = publishedMetrics(await collect(sampleReport({ suspects })));
    const countOf = (part: string): number | undefined =>
      published.find(({ name }) => name === `heapgauge.leak.${part}`)?.points.length;
    assert.deepEqual(['part_ratio', 'caller_ratio', 'exact'].map(countOf), [50, 100, 12]);
  });

  it('the producer publishes the size of a component that leaks, and no functions of it', async () => {
    const none = { parts: [], exact: false, tracebacks: [], tracebackShares: [] };
    const component = sampleSuspect({ component: 'external', site: '(external memory)', ...none });
    const names = publishedMetrics(await collect(sampleReport({ suspects: [component] }))).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith('heapgauge.leak.')),
      ['suspects', 'growth_lower_bytes_per_second', 'retained_bytes'].map((part) => `heapgauge.leak.${part}`),
    );
  });

  it('the producer publishes no growth of a site whose growth has not been measured', async () => {
    const measured = sampleSite({ site: 'measured' });
    const unmeasured = sampleSite({ site: 'unmeasured', growth: null });
    const collected = await collect(sampleReport({ sites: [measured, unmeasured] }));
    const sitesOf = (name: string): string[] => [...valuesBySite(collected, name).keys()];
    assert.deepEqual(sitesOf('heapgauge.site.live_bytes'), ['measured', 'unmeasured']);
    assert.deepEqual(sitesOf('heapgauge.site.growth_bytes_per_second'), ['measured']);
    assert.deepEqual(sitesOf('heapgauge.site.growth_lower_bytes_per_second'), ['measured']);
    assert.deepEqual(sitesOf('heapgauge.site.growth_upper_bytes_per_second'), ['measured']);
  });
});

describe("the producer's histogram of pauses", () => {
  it('the producer’s histogram has the pause of the last read, not the longest, in seconds', async () => {
    assert.deepEqual(publishedHistograms(await collect(sampleReport())), [
      { name: 'heapgauge.sampler.pause_seconds', unit: 's', count: 1, sum: 0.03, buckets: { 0.05: 1 } },
    ]);
  });

  it('the producer’s histogram counts a read once, however often it is collected', async () => {
    const producer = new ReportMetricProducer();
    producer.publish(sampleReport());
    await producer.collect();
    await producer.collect();
    assert.equal(publishedHistograms(await producer.collect())[0]?.count, 1);
  });

  it('the producer’s histogram counts a read once, though its report is published twice', async () => {
    assert.equal(publishedHistograms(await collect(sampleReport(), sampleReport()))[0]?.count, 1);
  });

  it('the producer’s histogram counts no pause for a report whose read failed', async () => {
    const failed = sampleReport({ sampler: { failures: 3 } });
    assert.equal(publishedHistograms(await collect(sampleReport(), failed))[0]?.count, 1);
  });

  it('the producer’s histogram adds up the pauses of all reads, each in its bucket', async () => {
    const pauses = [0.001, 0.0011, 0.03, 7];
    const reports = pauses.map((lastPauseSeconds, n) => sampleReport({ sampler: { reads: n + 1, lastPauseSeconds } }));
    const [histogram] = publishedHistograms(await collect(...reports));
    assert.equal(histogram?.count, 4);
    assert.equal(histogram.sum.toFixed(4), '7.0321');
    assert.deepEqual(histogram.buckets, { 0.001: 1, 0.0025: 1, 0.05: 1, Infinity: 1 });
  });

  it('the producer’s histogram is absent before the first read', async () => {
    assert.deepEqual(publishedHistograms(await collect(sampleReport({ sampler: { reads: 0 } }))), []);
  });
});

function collect(...reports: Report[]): ReturnType<ReportMetricProducer['collect']> {
  const producer = new ReportMetricProducer();
  for (const report of reports) producer.publish(report);
  return producer.collect();
}
