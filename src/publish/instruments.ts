import type { BatchObservableResult, Histogram, Meter, MeterProvider, Observable } from '@opentelemetry/api';
import type { ReportPublisher } from '../report/publisher.js';
import type { Report } from '../report/report.js';
import { VERSION } from '../values/version.js';
import { SCOPE } from './names.js';
import { PublishedPoints } from './published-points.js';
import { SAMPLER_PAUSE, type Series, SERIES } from './series.js';

/**
 * Publishes reports through an application's own MeterProvider.
 * Asynchronous instruments never drop an attribute set, so a site that is gone is reported as 0, see
 * {@link PublishedPoints}, and so is everything once the publisher has stopped. The next publisher on the same provider
 * takes the instruments over.
 */
export function publishToMeter(provider: MeterProvider): ReportPublisher {
  const instruments = instrumentsOf.get(provider) ?? new ReportInstruments(provider);
  instrumentsOf.set(provider, instruments);
  let isStopped = false;
  const publisher: ReportPublisher = {
    publish: (report) => {
      if (!isStopped) instruments.publish(report, publisher);
    },
    withdraw: () => {
      instruments.withdraw(publisher);
    },
    stop: () => {
      isStopped = true;
      instruments.withdraw(publisher);
    },
  };
  return publisher;
}

/** The instruments of each provider. They are made once, as a provider never drops any. */
const instrumentsOf = new WeakMap<MeterProvider, ReportInstruments>();

/** The instruments of one provider. They show the report of whichever publisher has published last. */
class ReportInstruments {
  readonly #instruments: ReadonlyArray<{
    readonly series: Series;
    readonly instrument: Observable;
    readonly published: PublishedPoints;
  }>;
  readonly #pause: Histogram;
  #publisher: ReportPublisher | undefined;
  #report: Report | undefined;
  /** The reads that the last publisher has had counted. */
  #countedReads = 0;

  constructor(provider: MeterProvider) {
    const meter = provider.getMeter(SCOPE, VERSION);
    this.#instruments = SERIES.map((series) => ({
      series,
      instrument: createInstrument(meter, series),
      published: new PublishedPoints(),
    }));
    this.#pause = meter.createHistogram(SAMPLER_PAUSE.name, {
      unit: SAMPLER_PAUSE.unit,
      description: SAMPLER_PAUSE.description,
      advice: { explicitBucketBoundaries: [...SAMPLER_PAUSE.boundaries] },
    });
    meter.addBatchObservableCallback(
      (result) => {
        this.#observe(result);
      },
      this.#instruments.map(({ instrument }) => instrument),
    );
  }

  publish(report: Report, publisher: ReportPublisher): void {
    if (publisher !== this.#publisher) this.#countedReads = 0;
    const { reads } = report.sampler;
    if (reads > this.#countedReads) this.#pause.record(SAMPLER_PAUSE.value(report));
    this.#publisher = publisher;
    this.#report = report;
    this.#countedReads = reads;
  }

  /** Shows nothing any more, unless another publisher has taken the instruments over. */
  withdraw(publisher: ReportPublisher): void {
    if (publisher === this.#publisher) this.#report = undefined;
  }

  #observe(result: BatchObservableResult): void {
    for (const { series, instrument, published } of this.#instruments) {
      const points = this.#report === undefined ? [] : series.points(this.#report);
      for (const { value, attributes } of published.complete(points, series.goneValue)) {
        result.observe(instrument, value, attributes);
      }
    }
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
