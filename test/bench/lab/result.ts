import type { Report, SiteReport, SuspectReport } from '../../../src/index.js';

/** What the laboratory remembers of a suspect. */
export interface LabSuspect {
  readonly site: string;
  readonly function: string;
  readonly file: string;
  readonly component: SuspectReport['component'];
  readonly bytesPerSecond: number;
  readonly lower: number;
  readonly upper: number;
  readonly explained: number | null;
}

/** One report, cut down to what is judged. */
export interface LabRecord {
  /** Seconds since the monitor started. */
  readonly seconds: number;
  readonly suspects: readonly LabSuspect[];
  /** The site that leaks, where it is listed. */
  readonly right?: {
    readonly site: string;
    readonly state: SiteReport['state'];
    readonly bytesPerSecond: number;
    readonly lower: number;
    readonly upper: number;
    readonly windowSeconds: number;
  };
}

/** What one run of a workload has shown. */
export interface LabResult {
  readonly workload: string;
  /** Time for which the monitor has run. */
  readonly seconds: number;
  /** Begin of the time of which `trueBytesPerSecond` is the rate: forced collections are over and the workload runs on. */
  readonly measuredFromSeconds: number;
  /** Growth of the collected heap between two forced collections, as the process itself measures it without heapgauge. */
  readonly trueBytesPerSecond: number;
  readonly records: readonly LabRecord[];
  /** Sites that were ever in the state `leaking`. */
  readonly everLeaking: readonly string[];
  readonly cost: {
    /** Processor time of all threads, in shares of one core. */
    readonly processorShare: number;
    readonly peakRssBytes: number;
    readonly majorCollections: number;
    readonly reports: number;
    readonly maxPauseSeconds: number;
  };
}

/** Takes from a report what is judged. */
export function recordOf(report: Report, seconds: number, isRight: (site: SiteReport) => boolean): LabRecord {
  const suspects = report.suspects.map(
    ({ site, function: name, file, component, bytesPerSecond, lower, upper, explained }) => {
      return { site, function: name, file, component, bytesPerSecond, lower, upper, explained };
    },
  );
  const [right] = report.sites.filter(isRight).sort((a, b) => growthOf(b).bytesPerSecond - growthOf(a).bytesPerSecond);
  if (right === undefined) return { seconds, suspects };
  const { bytesPerSecond, lower, upper, windowSeconds } = growthOf(right);
  const { site, state } = right;
  return { seconds, suspects, right: { site, state, bytesPerSecond, lower, upper, windowSeconds } };
}

/** A site's growth, of no length and rate while it has not been measured. */
function growthOf({ growth }: SiteReport): Omit<NonNullable<SiteReport['growth']>, 'confidence'> {
  return growth ?? { bytesPerSecond: 0, lower: 0, upper: 0, windowSeconds: 0 };
}
