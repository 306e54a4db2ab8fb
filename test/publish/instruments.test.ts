import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CollectionResult, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { publishToMeter } from '../../src/publish/instruments.js';
import type { ReportPublisher } from '../../src/report/publisher.js';
import type { Report, SiteReport } from '../../src/report/report.js';
import { publishedHistograms, publishedMetrics, valuesBySite } from '../support/published-metrics.js';
import { SAMPLE_METRICS } from '../support/sample-metrics.js';
import { NO_TIME_TO_LIMIT, otherSite, sampleReport, sampleSite, sampleSuspect } from '../support/sample-report.js';

const LIVE = 'heapgauge.site.live_bytes';
const GROWTH = 'heapgauge.site.growth_bytes_per_second';

describe('the instruments of a MeterProvider', () => {
  it('the instruments publish each metric with its name, unit, type and value', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    assert.deepEqual(publishedMetrics(await collect()), SAMPLE_METRICS);
  });

  it('the instruments have no values before the first report', async () => {
    const { collect } = meter();
    const points = publishedMetrics(await collect()).flatMap((metric) => metric.points);
    assert.deepEqual(points, []);
  });

  it('the instruments publish the latest report only', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ heap: { usedBytes: 1 } }));
    await collect();
    publisher.publish(sampleReport({ heap: { usedBytes: 2 } }));
    assert.equal(valueOf(await collect(), 'heapgauge.heap.used_bytes'), 2);
  });

  it('the instruments publish nothing traced while no profiler runs', async () => {
    const { publisher, collect } = meter();
    publisher.publish(unavailable());
    const published = publishedMetrics(await collect()).filter(({ points }) => points.length > 0);
    assert.deepEqual(
      published,
      SAMPLE_METRICS.filter(({ name }) => !/^heapgauge\.(traced|site)\./.test(name)),
    );
  });

  it('the instruments do not repeat the last traced bytes once the profiler is lost', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    await collect();
    publisher.publish(unavailable());
    const collected = await collect();
    for (const name of ['current', 'retained', 'peak'].map((part) => `heapgauge.traced.${part}_bytes`)) {
      assert.equal(valueOf(collected, name) ?? 0, 0, name);
    }
  });

  it('the instruments publish no growth of a site whose growth has not been measured', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ sites: [sampleSite({ growth: null })] }));
    const collected = await collect();
    assert.equal(valuesBySite(collected, LIVE).size, 1);
    for (const part of ['growth', 'growth_lower', 'growth_upper']) {
      assert.equal(valuesBySite(collected, `heapgauge.site.${part}_bytes_per_second`).size, 0, part);
    }
  });

  for (const end of ['stop', 'withdraw'] as const) {
    it(`the instruments show nothing of the last report after ${end}, but a time to the limit that is not in sight`, async () => {
      const { publisher, collect } = meter();
      publisher.publish(sampleReport());
      await collect();
      publisher[end]();
      const points = publishedMetrics(await collect()).flatMap(({ name, points }) =>
        points.map(([, value]) => [name, value] as const),
      );
      assert.equal(points.length, SAMPLE_METRICS.flatMap((metric) => metric.points).length);
      for (const [name, value] of points) assert.equal(value, name.includes('time_to_limit') ? 1e9 : 0, name);
    });
  }

  it('the instruments publish nothing of a publisher that has stopped, and the next report of one that has not', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ heap: { usedBytes: 1 } }));
    publisher.withdraw();
    publisher.publish(sampleReport({ heap: { usedBytes: 2 } }));
    assert.equal(valueOf(await collect(), 'heapgauge.heap.used_bytes'), 2);
    publisher.stop();
    publisher.publish(sampleReport({ heap: { usedBytes: 3 } }));
    assert.equal(valueOf(await collect(), 'heapgauge.heap.used_bytes'), 0);
  });

  it('a publisher that stops late takes nothing from the one that has taken its instruments over', async () => {
    const reader = new ManualReader();
    const provider = new MeterProvider({ readers: [reader] });
    const former = publishToMeter(provider);
    former.publish(sampleReport({ heap: { usedBytes: 1 } }));
    publishToMeter(provider).publish(sampleReport({ heap: { usedBytes: 2 } }));
    former.stop();
    assert.equal(valueOf(await reader.collect(), 'heapgauge.heap.used_bytes'), 2);
  });

  it('the instruments read 0 for what a former publisher on the same provider showed', async () => {
    const reader = new ManualReader();
    const provider = new MeterProvider({ readers: [reader] });
    const former = publishToMeter(provider);
    former.publish(sampleReport({ sites: [sampleSite({ site: 'former' })] }));
    await reader.collect();
    former.stop();
    publishToMeter(provider).publish(sampleReport({ sites: [sampleSite({ site: 'present' })] }));
    const live = valuesBySite(await reader.collect(), LIVE);
    assert.equal(live.get('former'), 0);
    assert.notEqual(live.get('present'), 0);
  });

  it('the instruments get no values from a publisher that stopped before the first collection', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    publisher.stop();
    assert.deepEqual(
      publishedMetrics(await collect()).flatMap(({ points }) => points),
      [],
    );
  });
});

describe('the time to the heap’s limit through the instruments', () => {
  const NAME = 'heapgauge.heap.time_to_limit_seconds';
  const NEVER = sampleReport({ timeToLimit: NO_TIME_TO_LIMIT });

  it('the time to the limit has no value while the heap has never grown', async () => {
    const { publisher, collect } = meter();
    publisher.publish(NEVER);
    assert.deepEqual(publishedMetrics(await collect()).find(({ name }) => name === NAME)?.points ?? [], []);
  });

  it('the time to the limit is longer than anybody waits once it has been there and is gone', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    assert.equal(valueOf(await collect(), NAME), 7100);
    publisher.publish(NEVER);
    assert.ok((valueOf(await collect(), NAME) ?? 0) > 10 * 365 * 86_400);
  });
});

describe('a site through the instruments', () => {
  it('a site is 0 in every metric of sites when it is gone', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ sites: [sampleSite({ site: 'gone' }), sampleSite({ site: 'stays' })] }));
    await collect();
    publisher.publish(sampleReport({ sites: [sampleSite({ site: 'stays' })] }));
    const collected = await collect();
    for (const { name } of SAMPLE_METRICS.filter(({ name }) => name.startsWith('heapgauge.site.'))) {
      assert.equal(valuesBySite(collected, name).get('gone'), 0, name);
      assert.notEqual(valuesBySite(collected, name).get('stays'), 0, name);
    }
  });

  it('a site keeps one set of attributes when it is gone and comes back', async () => {
    const { publisher, collect } = meter();
    for (const sites of [[sampleSite()], [], [sampleSite({ liveBytes: 5 })]]) {
      publisher.publish(sampleReport({ sites }));
      await collect();
    }
    const live = publishedMetrics(await collect()).find(({ name }) => name === LIVE);
    assert.deepEqual(
      live?.points.map(([, value]) => value),
      [5],
    );
  });

  it('a site is 0 when the profiler is lost', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ sites: [sampleSite({ site: 'gone' })] }));
    await collect();
    publisher.publish(unavailable());
    assert.equal(valuesBySite(await collect(), LIVE).get('gone'), 0);
  });
});

describe('a leak through the instruments', () => {
  it('the old name of a leak, its parts and its callers are 0 once it has a better one', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    await collect();
    const parts = sampleSuspect().parts.slice(1);
    publisher.publish(sampleReport({ suspects: [sampleSuspect({ site: 'better', parts, tracebacks: [] })] }));
    const leak = publishedMetrics(await collect()).filter(({ name }) => /leak\.(part|caller|growth)/.test(name));
    assert.deepEqual(
      leak.flatMap(({ points }) =>
        points.map(([attributes, value]) => [attributes['site'] === 'better' ? 'better' : 'old', value]),
      ),
      [
        ['old', 0],
        ['better', 1150],
        ['old', 0],
        ['old', 0],
        ['better', 0.25],
        ['old', 0],
      ],
    );
  });
});

describe('(other) through the instruments', () => {
  it('(other) is 0 when every site is listed again', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ sites: [sampleSite(), otherSite({ liveBytes: 7 })] }));
    await collect();
    publisher.publish(sampleReport({ sites: [sampleSite()] }));
    assert.equal(valuesBySite(await collect(), LIVE).get('(other)') ?? 0, 0);
  });

  it('(other) takes in newcomers past 1,000 sites, so that the sum stays true', async () => {
    const { publisher, collect } = meter();
    const sum = await publishNewcomers(publisher, collect);
    const live = valuesBySite(await collect(), LIVE);
    assert.equal(total(live.values()), sum);
    assert.equal(live.size, 1001);
    assert.ok(live.has('(other)'));
  });

  it('(other) adds the newcomers to what the report itself does not list', async () => {
    const { publisher, collect } = meter();
    await publishNewcomers(publisher, collect);
    publisher.publish(
      sampleReport({ sites: [sampleSite({ site: 'newcomer', liveBytes: 30 }), otherSite({ liveBytes: 4 })] }),
    );
    assert.equal(valuesBySite(await collect(), LIVE).get('(other)'), 34);
  });

  it('(other) keeps the sum of the growth true as well', async () => {
    const { publisher, collect } = meter();
    await publishNewcomers(publisher, collect);
    const sites = [...someSites('first', 3), ...someSites('newest', 3)];
    publisher.publish(sampleReport({ sites }));
    assert.equal(
      total(valuesBySite(await collect(), GROWTH).values()),
      total(sites.map(({ growth }) => growth?.bytesPerSecond ?? NaN)),
    );
  });

  it('(other) is 0 when the newcomers are gone', async () => {
    const { publisher, collect } = meter();
    await publishNewcomers(publisher, collect);
    const sites = someSites('first', 3);
    publisher.publish(sampleReport({ sites }));
    assert.equal(total(valuesBySite(await collect(), LIVE).values()), total(sites.map(({ liveBytes }) => liveBytes)));
  });

  it('(other) has one set of attributes, whether the report or the limit made it', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ sites: [otherSite()] }));
    await collect();
    await publishNewcomers(publisher, collect);
    const live = publishedMetrics(await collect()).find(({ name }) => name === LIVE);
    assert.equal(live?.points.filter(([attributes]) => attributes['site'] === '(other)').length, 1);
  });
});

describe("the instruments' histogram of pauses", () => {
  it('the instruments’ histogram has the pause of the last read, not the longest, in seconds', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    assert.deepEqual(publishedHistograms(await collect()), [
      { name: 'heapgauge.sampler.pause_seconds', unit: 's', count: 1, sum: 0.03, buckets: { 0.05: 1 } },
    ]);
  });

  it('the instruments’ histogram counts a read once, however often it is collected', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    await collect();
    await collect();
    assert.equal(publishedHistograms(await collect())[0]?.count, 1);
  });

  it('the instruments’ histogram counts a read once, though its report is published twice', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport());
    publisher.publish(sampleReport());
    assert.equal(publishedHistograms(await collect())[0]?.count, 1);
  });

  it('the instruments’ histogram counts each of several reads', async () => {
    const { publisher, collect } = meter();
    for (const reads of [1, 2, 3]) publisher.publish(sampleReport({ sampler: { reads, lastPauseSeconds: 0.25 } }));
    const [histogram] = publishedHistograms(await collect());
    assert.deepEqual([histogram?.count, histogram?.sum, histogram?.buckets], [3, 0.75, { 0.25: 3 }]);
  });

  it('the instruments’ histogram counts nothing before the first read', async () => {
    const { publisher, collect } = meter();
    publisher.publish(sampleReport({ sampler: { reads: 0 } }));
    assert.deepEqual(publishedHistograms(await collect()), []);
  });
});

/** A metric reader that collects when the test says so. */
class ManualReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

function meter(): { publisher: ReportPublisher; collect: () => Promise<CollectionResult> } {
  const reader = new ManualReader();
  const publisher = publishToMeter(new MeterProvider({ readers: [reader] }));
  return { publisher, collect: () => reader.collect() };
}

/** Publishes 600 sites, then 600 others; returns what the latter add up to. */
async function publishNewcomers(publisher: ReportPublisher, collect: () => Promise<unknown>): Promise<number> {
  publisher.publish(sampleReport({ sites: someSites('first', 600) }));
  await collect();
  const sites = someSites('second', 600);
  publisher.publish(sampleReport({ sites }));
  await collect();
  return total(sites.map(({ liveBytes }) => liveBytes));
}

function someSites(prefix: string, count: number): SiteReport[] {
  return Array.from({ length: count }, (_, n) =>
    sampleSite({ site: `${prefix} ${n}`, liveBytes: 1000 + n, growth: { bytesPerSecond: 10 + n } }),
  );
}

function unavailable(): Report {
  return sampleReport({ unavailable: 'another profiler runs', sites: [] });
}

function valueOf(collected: CollectionResult, name: string): number | undefined {
  return publishedMetrics(collected).find((metric) => metric.name === name)?.points[0]?.[1];
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
