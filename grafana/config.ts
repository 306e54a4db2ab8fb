/** How urgent an alert is: `critical` wakes somebody, `warning` is for working hours. */
export type Severity = 'critical' | 'warning';

/** Everything about the rules that a fleet may want otherwise. */
export interface Config {
  /** PromQL matchers that every query of a published metric gets, such as `job=~"shop-.*"`. */
  readonly selector: string;
  /** Labels that name a program; with `cluster`, where one Prometheus sees several. */
  readonly jobLabels: readonly string[];
  /** Labels that name a process. */
  readonly instanceLabels: readonly string[];
  /** An alert's name in lower case is appended. */
  readonly runbookBaseUrl: string;
  /** Between evaluations of what is wanted soon. */
  readonly intervalSeconds: number;
  /** Between evaluations of what looks hours back. Prometheus forgets a sample after five minutes: no longer. */
  readonly slowIntervalSeconds: number;
  /** An alert goes on this long without its series: scrapes that fail for minutes neither resolve nor repeat it. */
  readonly keepFiringSeconds: number;
  /** WindowedMinimum are the least of so long: the teeth of garbage collection and of short jobs leave them flat. */
  readonly minimumWindowSeconds: number;
  /** A level that has been there within so long is no news: a day, as most loads repeat daily. */
  readonly lookbackSeconds: number;
  readonly leak: {
    readonly severity: Severity;
    /** Lower bounds up to this are left to the dashboards. */
    readonly aboveBytesPerSecond: number;
    /** The leak alone, at its lower bound, fills what is left of the heap within so long. */
    readonly critical: { readonly severity: Severity; readonly withinSeconds: number; readonly forSeconds: number };
  };
  readonly untracedMemory: { readonly severity: Severity; readonly aboveBytesPerSecond: number };
  readonly budgetFiring: { readonly severity: Severity };
  readonly budgetSoonExhausted: {
    readonly severity: Severity;
    readonly withinSeconds: number;
    /** Growth is to be seen in every hour of so long. */
    readonly historySeconds: number;
    readonly forSeconds: number;
  };
  readonly heapLimit: {
    readonly severity: Severity;
    readonly withinSeconds: number;
    /** A younger process is starting up. */
    readonly youngestSeconds: number;
    readonly forSeconds: number;
  };
  readonly samplerDegraded: {
    readonly severity: Severity;
    /** What is counted within so long. */
    readonly windowSeconds: number;
    /** The same of reads that are rare because each of them pauses the process for long. */
    readonly slowWindowSeconds: number;
    readonly forSeconds: number;
    /** Fewer are an Alertmanager that restarts. */
    readonly failedDeliveries: number;
  };
  readonly targetMissing: { readonly severity: Severity; readonly forSeconds: number };
  readonly dashboards: {
    /** Shown when a dashboard is opened, and how often anew; as Grafana writes durations. */
    readonly shownTime: string;
    readonly refresh: string;
    /** The largest sites, processes and the like: in a chart, and in a list that is the length of a screen. */
    readonly top: number;
    readonly rows: number;
    /** Sites whose growth is drawn with its bounds as a band. */
    readonly growthBands: number;
    /** Shares of the heap limit, and of a budget's, from which a process is said to be close and very close to it. */
    readonly close: number;
    readonly veryClose: number;
    /** Times until the heap limit below which they are told as soon and as very soon. */
    readonly soonSeconds: number;
    readonly verySoonSeconds: number;
    /** A pause for a read from which on it may be felt, and share of the time paused that is more than is allowed. */
    readonly longPauseSeconds: number;
    readonly pauseRatio: number;
  };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Run `npm run dashboards` after a change. */
export const CONFIG: Config = {
  selector: '',
  jobLabels: ['job'],
  instanceLabels: ['job', 'instance'],
  runbookBaseUrl: 'https://github.com/heapgauge/heapgauge#',
  intervalSeconds: MINUTE,
  slowIntervalSeconds: 5 * MINUTE,
  keepFiringSeconds: 10 * MINUTE,
  minimumWindowSeconds: 30 * MINUTE,
  lookbackSeconds: DAY,
  leak: {
    severity: 'warning',
    aboveBytesPerSecond: 0,
    critical: { severity: 'critical', withinSeconds: 6 * HOUR, forSeconds: 15 * MINUTE },
  },
  untracedMemory: { severity: 'warning', aboveBytesPerSecond: 0 },
  // A budget is its owner's wish and no outage: raise it where exceeding one is.
  budgetFiring: { severity: 'warning' },
  // No farther ahead than what was seen.
  budgetSoonExhausted: {
    severity: 'warning',
    withinSeconds: 4 * HOUR,
    historySeconds: 4 * HOUR,
    forSeconds: 15 * MINUTE,
  },
  heapLimit: {
    severity: 'critical',
    withinSeconds: HOUR,
    youngestSeconds: 30 * MINUTE,
    forSeconds: 10 * MINUTE,
  },
  // Reads are spaced by their pauses, mostly some minutes apart at the most: none for half an hour in all is none.
  samplerDegraded: {
    severity: 'warning',
    windowSeconds: 15 * MINUTE,
    slowWindowSeconds: 3 * HOUR,
    forSeconds: 15 * MINUTE,
    failedDeliveries: 3,
  },
  targetMissing: { severity: 'warning', forSeconds: 10 * MINUTE },
  dashboards: {
    shownTime: 'now-6h',
    refresh: '1m',
    top: 10,
    rows: 25,
    growthBands: 3,
    close: 0.7,
    veryClose: 0.9,
    soonSeconds: 6 * HOUR,
    verySoonSeconds: HOUR,
    longPauseSeconds: 0.1,
    // The default of `maxPauseRatio`.
    pauseRatio: 0.002,
  },
};
