import { closeSync, openSync, writeSync } from 'node:fs';
import {
  histogramBucketName,
  histogramCountName,
  histogramSumName,
  prometheusName,
} from '../../grafana/queries/prometheus-name.js';
import { RECORDED } from '../../grafana/queries/recorded-names.js';
import { METRIC } from '../../src/publish/names.js';
import { SAMPLER_PAUSE } from '../../src/publish/series.js';

/** The size of a fleet, and what is wrong in it. */
export interface SyntheticFleet {
  readonly instances: number;
  readonly sites: number;
  /** This many of the first instances leak, all at one site. They run the newer version. */
  readonly leaking: number;
  /** This many of the last instances have no profiler. */
  readonly unread: number;
  /** The end of the hour that is written, in seconds since 1970. */
  readonly endSeconds: number;
}

/** The name of the leaking site. */
export const LEAKING_SITE = 'leak src/session.js:7';
/** The function that calls the leaking one: some processes name the leak by it. */
const CALLER_SITE = 'route src/app.js:3';
const CALLER_PLACE = `site="${CALLER_SITE}",code_function_name="route",code_file_path="/app/src/app.js",code_line_number="3"`;
/** The number of the leaking site among the sites. */
const LEAKING = 7;

/**
 * The process whose sites have one sample a minute. The sites of the others are queried at the end only, and have two.
 */
export const OPENED_INSTANCE = '10.0.0.0:9464';
/** A process without a profiler in a fleet of 500. */
export const UNREAD_INSTANCE = '10.0.1.249:9464';

/** The time before the end at which the leak is first reported. */
export const LEAKING_FOR_SECONDS = 1200;

const HOUR = 3600;
const MIB = 1024 * 1024;
const JOB = 'job="shop"';
const BUDGETS = ['heap', 'rss', 'site:src/cache/**'];
const COMPONENTS = ['traced', 'heap_untraced', 'external', 'other'];

type Labels = string;

/** Writes an hour of a fleet as OpenMetrics text. */
export function writeFleet(file: string, fleet: SyntheticFleet): void {
  const output = openSync(file, 'w');
  let text = '';
  const write = (
    name: string,
    labels: Labels,
    samples: ReadonlyArray<readonly [seconds: number, value: number]>,
  ): void => {
    for (const [seconds, value] of samples) text += `${name}{${labels}} ${value} ${seconds}\n`;
    if (text.length < MIB) return;
    writeSync(output, text);
    text = '';
  };
  for (const [name, labels, samples] of seriesOf(fleet)) write(name, labels, samples);
  writeSync(output, `${text}# EOF\n`);
  closeSync(output);
}

type Samples = ReadonlyArray<readonly [seconds: number, value: number]>;

/** All series, grouped by name as the format requires. */
function* seriesOf(fleet: SyntheticFleet): Generator<readonly [name: string, labels: Labels, samples: Samples]> {
  const { instances, endSeconds } = fleet;
  const minutes = Array.from({ length: 61 }, (_, n) => endSeconds - HOUR + 60 * n);
  const all = Array.from({ length: instances }, (_, n) => n);
  const constant = (value: number): Samples => minutes.map((seconds) => [seconds, value]);
  const rising = (from: number, perSecond: number): Samples =>
    minutes.map((seconds, n) => [seconds, from + perSecond * 60 * n]);
  const isLeaking = (n: number): boolean => n < fleet.leaking;
  const isRead = (n: number): boolean => n < instances - fleet.unread;
  const heapUsed = (n: number): number => (100 + (380 * n) / instances) * MIB;

  for (const n of all) {
    const version = n < instances / 2 ? '1.1.0' : '1.0.0';
    yield ['target_info', `${of(n)},service_name="shop",service_version="${version}"`, constant(1)];
  }
  const gauges: ReadonlyArray<readonly [name: string, samples: (n: number) => Samples | undefined]> = [
    [prometheusName(METRIC.heapLimit), () => constant(512 * MIB)],
    [prometheusName(METRIC.heapUsed), (n) => constant(heapUsed(n))],
    [prometheusName(METRIC.heapPeak), (n) => constant(heapUsed(n) + MIB)],
    [prometheusName(METRIC.heapTimeToLimit), (n) => (isLeaking(n) ? rising(9000 + n, -1) : undefined)],
    [prometheusName(METRIC.tracedRetained), (n) => (isRead(n) ? constant(50 * MIB) : undefined)],
    [prometheusName(METRIC.tracedCurrent), (n) => (isRead(n) ? constant(60 * MIB) : undefined)],
    [prometheusName(METRIC.leakSuspects), (n) => constant(isLeaking(n) ? 1 : 0)],
    [prometheusName(METRIC.samplerMemory), (n) => constant(20 * MIB + n)],
    [prometheusName(METRIC.samplerMemoryLimit), () => constant(64 * MIB)],
    [prometheusName(METRIC.samplerPeriod), () => constant(15)],
    [prometheusName(METRIC.samplerFailures), (n) => constant(n % 7)],
    [prometheusName(METRIC.samplerCollections), () => constant(0)],
    [prometheusName(METRIC.samplerCollectionPause), () => constant(0)],
    [prometheusName(METRIC.samplerZooms), () => constant(0)],
    [prometheusName(METRIC.samplerRestarts), () => constant(0)],
    [prometheusName(METRIC.samplerUnanswered), () => constant(0)],
    [prometheusName(METRIC.alertFailures), () => constant(0)],
    [histogramCountName(METRIC.samplerPause), (n) => (isRead(n) ? rising(0, 1 / 15) : undefined)],
    [histogramSumName(METRIC.samplerPause), (n) => (isRead(n) ? rising(0, 0.02 / 15) : undefined)],
    [RECORDED.heapUtilization, (n) => constant(heapUsed(n) / (512 * MIB))],
  ];
  for (const [name, samples] of gauges) {
    for (const n of all) {
      const found = samples(n);
      if (found !== undefined) yield [name, of(n), found];
    }
  }
  for (const le of [...SAMPLER_PAUSE.boundaries.map(String), '+Inf']) {
    const perSecond = Number(le) >= 0.025 ? 1 / 15 : 0;
    for (const n of all.filter(isRead)) {
      yield [histogramBucketName(METRIC.samplerPause), `${of(n)},le="${le}"`, rising(0, perSecond)];
    }
  }
  for (const component of COMPONENTS) {
    for (const n of all) {
      yield [prometheusName(METRIC.memoryUsage), `${of(n)},component="${component}"`, constant(60 * MIB)];
    }
  }
  yield* budgets(all, constant);
  yield* sites(fleet, minutes);
  yield* leaks(fleet, minutes);
}

function* budgets(
  all: readonly number[],
  constant: (value: number) => Samples,
): Generator<readonly [string, Labels, Samples]> {
  const values: ReadonlyArray<readonly [name: string, value: (n: number) => number]> = [
    [prometheusName(METRIC.budgetFiring), (n) => (n < 12 ? 1 : 0)],
    [prometheusName(METRIC.budgetUtilization), (n) => (n < 12 ? 1.2 : 0.4)],
    [prometheusName(METRIC.budgetUsage), (n) => (n < 12 ? 120 : 40) * MIB],
    [prometheusName(METRIC.budgetLimit), () => 100 * MIB],
    [prometheusName(METRIC.budgetViolations), (n) => (n < 12 ? 1 : 0)],
    [prometheusName(METRIC.budgetMatches), () => 3],
  ];
  for (const [name, value] of values) {
    for (const budget of BUDGETS) {
      for (const n of all) yield [name, `${of(n)},budget="${budget}"`, constant(value(n))];
    }
  }
}

function* sites(
  { instances, sites: count, leaking, endSeconds }: SyntheticFleet,
  minutes: readonly number[],
): Generator<readonly [string, Labels, Samples]> {
  const numbers = Array.from({ length: count }, (_, site) => site);
  const retained = (site: number): number => (count - site) * MIB;
  const growth = (site: number, n: number): number => (site === LEAKING && n < leaking ? 5000 : 40 - site);
  const values: ReadonlyArray<readonly [metric: string, value: (site: number, n: number) => number]> = [
    [prometheusName(METRIC.siteLive), (site) => retained(site) + MIB],
    [prometheusName(METRIC.siteRetained), retained],
    [prometheusName(METRIC.siteGrowth), growth],
    [prometheusName(METRIC.siteGrowthLower), (site, n) => growth(site, n) - 90],
    [prometheusName(METRIC.siteGrowthUpper), (site, n) => growth(site, n) + 90],
  ];
  for (const [name, value] of values) {
    for (let n = 0; n < instances; n++) {
      const moments = n === 0 ? minutes : [endSeconds - 1200, endSeconds];
      for (const site of numbers) {
        yield [name, `${of(n)},${placeOf(site)},domain="heap"`, moments.map((seconds) => [seconds, value(site, n)])];
      }
    }
  }
  for (const [name, value] of [
    [RECORDED.siteRetained, (site: number) => instances * retained(site)],
    [RECORDED.siteGrowth, (site: number) => instances * (site === LEAKING ? 500 : 40 - site)],
  ] as const) {
    for (const site of numbers) {
      yield [
        name,
        `${JOB},${siteOf(site)}`,
        minutes.map((seconds, n) => [seconds, value(site) + (site === LEAKING ? n * MIB : n)]),
      ];
    }
  }
}

function* leaks(
  { leaking, endSeconds }: SyntheticFleet,
  minutes: readonly number[],
): Generator<readonly [string, Labels, Samples]> {
  const since = minutes.filter((seconds) => seconds >= endSeconds - LEAKING_FOR_SECONDS);
  const all = Array.from({ length: leaking }, (_, n) => n);
  const constant = (value: number): Samples => since.map((seconds) => [seconds, value]);
  // In every second process V8 has inlined the leak into the function that calls it.
  const isExact = (n: number): boolean => n % 2 === 0;
  const leakOf = (n: number): Labels =>
    `${of(n)},${isExact(n) ? placeOf(LEAKING) : CALLER_PLACE},leak="${CALLER_SITE}"`;
  const values: ReadonlyArray<readonly [name: string, labels: (n: number) => Labels, value: (n: number) => number]> = [
    [prometheusName(METRIC.leakGrowthLower), (n) => `${leakOf(n)},component="traced"`, () => 4910],
    [prometheusName(METRIC.leakRetained), (n) => `${leakOf(n)},component="traced"`, () => 40 * MIB],
    [prometheusName(METRIC.leakExact), (n) => `${leakOf(n)},component="traced"`, (n) => (isExact(n) ? 1 : 0)],
    [
      prometheusName(METRIC.leakPart),
      (n) => `${leakOf(n)},part="${isExact(n) ? LEAKING_SITE : CALLER_SITE}"`,
      (n) => (isExact(n) ? 0.8 : 1),
    ],
    [
      RECORDED.leaks,
      (n) => `${of(n)},${siteOf(LEAKING)},leak="${CALLER_SITE}",place="${isExact(n) ? LEAKING_SITE : CALLER_SITE}"`,
      () => 4910,
    ],
  ];
  for (const [name, labels, value] of values) for (const n of all) yield [name, labels(n), constant(value(n))];
  const exact = all.filter(isExact);
  for (const n of exact) yield [prometheusName(METRIC.leakPart), `${leakOf(n)},part="hash src/h.js:1"`, constant(0.2)];
  yield [RECORDED.siteLeaks, `${JOB},${siteOf(LEAKING)}`, constant(leaking)];
  yield [RECORDED.siteParts, `${JOB},site="${LEAKING_SITE}"`, constant(exact.length)];
  const alert = `${of(0)},${siteOf(LEAKING)},alertname="HeapgaugeLeakSuspected",alertstate="firing",severity="warning"`;
  yield ['ALERTS', alert, since.map((seconds) => [seconds, 1])];
}

function of(n: number): Labels {
  return `${JOB},instance="10.0.${Math.floor(n / 250)}.${n % 250}:9464"`;
}

function siteOf(site: number): Labels {
  if (site === LEAKING) return `site="${LEAKING_SITE}",package=""`;
  return `site="fill${site} lib${site % 10}/index.js:${site}",package="lib${site % 10}"`;
}

function placeOf(site: number): Labels {
  const name = site === LEAKING ? 'leak' : `fill${site}`;
  return `${siteOf(site)},code_function_name="${name}",code_file_path="/app/${name}.js",code_line_number="${site}"`;
}
