/** The urgency of an alert: `critical` wakes somebody, `warning` waits for working hours. */
export type Severity = 'critical' | 'warning';

/** Every setting of the rules and dashboards that a fleet may want to change. */
export interface Config {
  /** PromQL matchers that are added to every query of a published metric, such as `job=~"shop-.*"`. */
  readonly selector: string;
  /** Labels that identify a program. Add `cluster` if one Prometheus scrapes several clusters. */
  readonly jobLabels: readonly string[];
  /** Labels that identify a process. */
  readonly instanceLabels: readonly string[];
  /** Address of the runbooks. The name of an alert, in lower case, is appended. */
  readonly runbookBaseUrl: string;
  /** Time between evaluations of most rules. */
  readonly intervalSeconds: number;
  /** Time between evaluations of the rules that compare hours. More than five minutes is too long for Prometheus. */
  readonly slowIntervalSeconds: number;
  /** An alert keeps firing this long without its series, so that failed scrapes neither end nor repeat it. */
  readonly keepFiringSeconds: number;
  /** Length of the window of a windowed minimum. Garbage collection and short jobs do not move it. */
  readonly minimumWindowSeconds: number;
  /** A level that a process has reached within this time is not new. It is a day, because most loads repeat daily. */
  readonly lookbackSeconds: number;
  readonly leak: {
    readonly severity: Severity;
    /** Leaks whose lower bound of growth is not above this raise no alert; dashboards show them. */
    readonly aboveBytesPerSecond: number;
    /** The second, critical alert: the leak alone, at its lower bound, fills the rest of the heap within this time. */
    readonly critical: { readonly severity: Severity; readonly withinSeconds: number; readonly forSeconds: number };
  };
  readonly untracedMemory: { readonly severity: Severity; readonly aboveBytesPerSecond: number };
  readonly budgetFiring: { readonly severity: Severity };
  readonly budgetSoonExhausted: {
    readonly severity: Severity;
    readonly withinSeconds: number;
    /** The budget's use has to grow in every hour of this time. */
    readonly historySeconds: number;
    readonly forSeconds: number;
  };
  readonly heapLimit: {
    readonly severity: Severity;
    readonly withinSeconds: number;
    /** A process that is younger than this is still starting up. */
    readonly youngestSeconds: number;
    readonly forSeconds: number;
  };
  readonly samplerDegraded: {
    readonly severity: Severity;
    /** The time within which reads, failures and deliveries are counted. */
    readonly windowSeconds: number;
    /** The time within which reads are counted where they are rare because each of them pauses the process for long. */
    readonly slowWindowSeconds: number;
    readonly forSeconds: number;
    /** The time after which a process whose thread does not answer raises an alert. */
    readonly unansweredSeconds: number;
    /** Fewer failed deliveries than this raise no alert: an Alertmanager that restarts causes some. */
    readonly failedDeliveries: number;
  };
  readonly targetMissing: { readonly severity: Severity; readonly forSeconds: number };
  readonly dashboards: {
    /** The time that a dashboard shows when it is opened, as Grafana writes it. */
    readonly shownTime: string;
    /** The time after which a dashboard is refreshed, as Grafana writes it. */
    readonly refresh: string;
    /** The number of the largest sites, processes and the like that a chart shows. */
    readonly top: number;
    /** The number of rows that a list of the largest shows: as many as fit on a screen. */
    readonly rows: number;
    /** The number of sites whose growth is drawn with its bounds as a band. */
    readonly growthBands: number;
    /** Share of a limit from which on its use is shown as close to it. */
    readonly close: number;
    /** Share of a limit from which on its use is shown as very close to it. */
    readonly veryClose: number;
    /** A heap limit that is nearer than this is shown as soon reached. */
    readonly soonSeconds: number;
    /** A heap limit that is nearer than this is shown as very soon reached. */
    readonly verySoonSeconds: number;
    /** A pause for a read that is longer than this may be noticed. */
    readonly longPauseSeconds: number;
    /** Share of the time for which reads may pause the application. */
    readonly pauseRatio: number;
  };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The settings of the generated files. Run `npm run dashboards` after a change. */
export const CONFIG: Config = {
  selector: '',
  jobLabels: ['job'],
  instanceLabels: ['job', 'instance'],
  runbookBaseUrl: 'https://github.com/heapgauge/heapgauge/blob/main/grafana/README.md#',
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
  // An exceeded budget is no outage by itself: make it critical where it is one.
  budgetFiring: { severity: 'warning' },
  // The prediction reaches as far ahead as the evidence reaches back.
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
  // Pauses stretch the time between reads to some minutes at most, so half an hour without a read is a failure.
  samplerDegraded: {
    severity: 'warning',
    windowSeconds: 15 * MINUTE,
    slowWindowSeconds: 3 * HOUR,
    forSeconds: 15 * MINUTE,
    unansweredSeconds: 60,
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
    // This is the default of the option `maxPauseRatio`.
    pauseRatio: 0.002,
  },
};
