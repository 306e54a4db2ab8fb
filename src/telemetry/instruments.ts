import type { Attributes, BatchObservableResult, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import type { Report } from '../monitor/report.js';
import { OTHER_SITE } from '../monitor/site-reports.js';
import { VERSION } from '../version.js';
import { ATTRIBUTE, SCOPE } from './names.js';
import { type Point, READER_PAUSE, type Series, SERIES } from './series.js';

/** Sites ever admitted: below the SDK's limit of 2,000 attribute sets a metric, counted over all ever seen. */
const MOST_SITES = 1000;

/** The plain metrics API fed with reports. */
export interface InstrumentPublisher {
  publish(report: Report): void;
  /** Removes the callback; the provider's instruments stay, as it never drops any. */
  stop(): void;
}

/**
 * Publishes reports through an application's own MeterProvider.
 * Asynchronous instruments never forget an attribute set, so a site is admitted once and reported as 0 when it is
 * gone; past {@link MOST_SITES} the newcomers are added to `(other)`.
 */
export function publishToMeter(provider: MeterProvider): InstrumentPublisher {
  const meter = provider.getMeter(SCOPE, VERSION);
  const instruments = SERIES.map((series) => ({
    series,
    instrument: createInstrument(meter, series),
    seen: new Admission(),
  }));
  const pause = meter.createHistogram(READER_PAUSE.name, {
    unit: READER_PAUSE.unit,
    description: READER_PAUSE.description,
    advice: { explicitBucketBoundaries: [...READER_PAUSE.boundaries] },
  });
  let latest: Report | undefined;

  const observe = (result: BatchObservableResult): void => {
    if (latest === undefined) return;
    for (const { series, instrument, seen } of instruments) {
      for (const { value, attributes } of seen.admit(series.points(latest)))
        result.observe(instrument, value, attributes);
    }
  };
  const observables = instruments.map(({ instrument }) => instrument);
  meter.addBatchObservableCallback(observe, observables);

  return {
    publish(report) {
      if (report.reader.reads > (latest?.reader.reads ?? 0)) pause.record(READER_PAUSE.value(report));
      latest = report;
    },
    stop() {
      meter.removeBatchObservableCallback(observe, observables);
    },
  };
}

/** Remembers the sites one instrument has reported. */
class Admission {
  readonly #sites = new Map<string, Attributes>();

  admit(points: readonly Point[]): readonly Point[] {
    const present = new Map<string, Point>();
    let overflow: Point | undefined;
    const observed: Point[] = [];
    for (const point of points) {
      const site = point.attributes[ATTRIBUTE.site];
      if (typeof site !== 'string') observed.push(point);
      else if (site === OTHER_SITE || (!this.#sites.has(site) && this.#sites.size >= MOST_SITES)) {
        overflow = {
          value: (overflow?.value ?? 0) + point.value,
          attributes: {
            [ATTRIBUTE.site]: OTHER_SITE,
            [ATTRIBUTE.domain]: 'heap',
            [ATTRIBUTE.functionName]: OTHER_SITE,
          },
        };
      } else {
        present.set(site, point);
        if (!this.#sites.has(site)) this.#sites.set(site, point.attributes);
      }
    }
    for (const [site, attributes] of this.#sites) observed.push(present.get(site) ?? { value: 0, attributes });
    if (overflow !== undefined) observed.push(overflow);
    return observed;
  }
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
