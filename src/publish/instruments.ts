import type { Attributes, BatchObservableResult, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import type { Report, ReportPublisher } from '../report/report.js';
import { OTHER_SITE } from '../sampler/site-reports.js';
import { VERSION } from '../values/version.js';
import { ATTRIBUTE, SCOPE } from './names.js';
import { type Point, SAMPLER_PAUSE, type Series, SERIES } from './series.js';

/** Sites ever admitted: below the SDK's limit of 2,000 attribute sets a metric, counted over all ever seen. */
const MOST_SITES = 1000;

/**
 * Publishes reports through an application's own MeterProvider.
 * Asynchronous instruments never forget an attribute set, so a site is admitted once and reported as 0 when it is
 * gone; past {@link MOST_SITES} the newcomers are added to `(other)`.
 */
export function publishToMeter(provider: MeterProvider): ReportPublisher {
  const meter = provider.getMeter(SCOPE, VERSION);
  const instruments = SERIES.map((series) => ({
    series,
    instrument: createInstrument(meter, series),
    seen: admissionOf(provider, series.name),
  }));
  const pause = meter.createHistogram(SAMPLER_PAUSE.name, {
    unit: SAMPLER_PAUSE.unit,
    description: SAMPLER_PAUSE.description,
    advice: { explicitBucketBoundaries: [...SAMPLER_PAUSE.boundaries] },
  });
  let latest: Report | undefined;

  const observe = (result: BatchObservableResult): void => {
    if (latest === undefined) return;
    for (const { series, instrument, seen } of instruments) {
      for (const { value, attributes } of seen.admit(series.points(latest), series.goneValue))
        result.observe(instrument, value, attributes);
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

const OTHER_ATTRIBUTES: Attributes = {
  [ATTRIBUTE.site]: OTHER_SITE,
  [ATTRIBUTE.domain]: 'heap',
  [ATTRIBUTE.functionName]: OTHER_SITE,
};

/** What each instrument of a provider has reported, kept for a monitor that is started again on it. */
const admissions = new WeakMap<MeterProvider, Map<string, Admission>>();

function admissionOf(provider: MeterProvider, name: string): Admission {
  const ofProvider = admissions.get(provider) ?? new Map<string, Admission>();
  admissions.set(provider, ofProvider);
  const admission = ofProvider.get(name) ?? new Admission();
  ofProvider.set(name, admission);
  return admission;
}

/** Remembers what one instrument has reported, and adds a value for whatever is not there any more. */
class Admission {
  readonly #known = new Map<string, Attributes>();

  admit(points: readonly Point[], goneValue = 0): readonly Point[] {
    const present = new Map<string, Point>();
    for (const point of points) {
      const { attributes } = this.#has(point) ? point : { attributes: OTHER_ATTRIBUTES };
      const key = keyOf(attributes);
      present.set(key, { value: (present.get(key)?.value ?? 0) + point.value, attributes });
      if (!this.#known.has(key)) this.#known.set(key, attributes);
    }
    return [...this.#known].map(([key, attributes]) => present.get(key) ?? { value: goneValue, attributes });
  }

  /** True where there is room for the point, or has been before. */
  #has({ attributes }: Point): boolean {
    return !(ATTRIBUTE.site in attributes) || this.#known.size < MOST_SITES || this.#known.has(keyOf(attributes));
  }
}

function keyOf(attributes: Attributes): string {
  const { site, component, budget } = ATTRIBUTE;
  return JSON.stringify([attributes[site], attributes[component], attributes[budget]]);
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
