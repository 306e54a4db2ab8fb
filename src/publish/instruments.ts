import type { BatchObservableResult, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import type { ReportPublisher } from '../report/publisher.js';
import type { Report } from '../report/report.js';
import { VERSION } from '../values/version.js';
import { SCOPE } from './names.js';
import { PublishedPoints } from './published-points.js';
import { SAMPLER_PAUSE, type Series, SERIES } from './series.js';

/**
 * Publishes reports through an application's own MeterProvider.
 * Asynchronous instruments never drop an attribute set, so a site that is gone is reported as 0, see
 * {@link PublishedPoints}.
 */
export function publishToMeter(provider: MeterProvider): ReportPublisher {
  const meter = provider.getMeter(SCOPE, VERSION);
  const instruments = SERIES.map((series) => ({
    series,
    instrument: createInstrument(meter, series),
    published: publishedOf(provider, series.name),
  }));
  const pause = meter.createHistogram(SAMPLER_PAUSE.name, {
    unit: SAMPLER_PAUSE.unit,
    description: SAMPLER_PAUSE.description,
    advice: { explicitBucketBoundaries: [...SAMPLER_PAUSE.boundaries] },
  });
  let latest: Report | undefined;

  const observe = (result: BatchObservableResult): void => {
    if (latest === undefined) return;
    for (const { series, instrument, published } of instruments) {
      for (const { value, attributes } of published.complete(series.points(latest), series.goneValue)) {
        result.observe(instrument, value, attributes);
      }
    }
  };
  const observables = instruments.map(({ instrument }) => instrument);
  meter.addBatchObservableCallback(observe, observables);

  return {
    publish(report) {
      if (report.sampler.reads > (latest?.sampler.reads ?? 0)) pause.record(SAMPLER_PAUSE.value(report));
      latest = report;
    },
    stop() {
      // The instruments stay, as a provider never drops any: it goes on with the last values.
      meter.removeBatchObservableCallback(observe, observables);
    },
  };
}

/**
 * The points that each instrument of a provider has published, for a monitor that is started again on the same
 * provider.
 */
const publishedByProvider = new WeakMap<MeterProvider, Map<string, PublishedPoints>>();

function publishedOf(provider: MeterProvider, name: string): PublishedPoints {
  const byName = publishedByProvider.get(provider) ?? new Map<string, PublishedPoints>();
  publishedByProvider.set(provider, byName);
  const published = byName.get(name) ?? new PublishedPoints();
  byName.set(name, published);
  return published;
}

function createInstrument(meter: Meter, { kind, name, unit, description }: Series): Observable {
  const options = { unit, description };
  switch (kind) {
    case 'gauge':
      return meter.createObservableGauge(name, options);
    case 'up-down counter':
      return meter.createObservableUpDownCounter(name, options);
    case 'counter':
      return meter.createObservableCounter(name, options);
  }
}
