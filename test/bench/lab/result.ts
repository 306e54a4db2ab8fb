import type { Report, SiteReport, SuspectReport } from '../../../src/index.js';
import type { MajorCollection } from '../../../src/v8/collections.js';
import { hasKeeper, isAllocator, isSuspectPlace, type Leak, showsGrowth } from './workload.js';

/** What the laboratory remembers of a suspect. */
export interface LabSuspect {
  readonly id: string;
  readonly site: string;
  readonly component: SuspectReport['component'];
  readonly bytesPerSecond: number;
  readonly lower: number;
  readonly upper: number;
  readonly explained: number | null;
  /** Names of the functions that allocate it with their shares, the largest first; {@link MOST_PARTS} at most. */
  readonly parts: ReadonlyArray<readonly [site: string, share: number]>;
  readonly exact: boolean;
  /** The innermost functions of the first traceback, {@link MOST_FRAMES} at most. */
  readonly traceback: readonly string[];
  /** True where it names a function that it may. */
  readonly isPlaceRight: boolean;
  /** True where the first part is a function that allocates what leaks. */
  readonly isAllocatorFirst: boolean;
  /** True where the function that keeps what leaks is on the first traceback. */
  readonly isKeeperThere: boolean;
}

/** Upper limit of the parts of a suspect that are remembered. */
const MOST_PARTS = 5;

/** Upper limit of the functions of a traceback that are remembered. */
const MOST_FRAMES = 8;

/** One report, cut down to what is judged. */
export interface LabRecord {
  /** Seconds since the monitor started. */
  readonly seconds: number;
  /** The time by which the read was taken in that its sites are of; absent where none was. */
  readonly readSeconds?: number;
  readonly suspects: readonly LabSuspect[];
  /** The site that shows most of the leak's growth, where it is listed. */
  readonly right?: {
    readonly site: string;
    readonly state: SiteReport['state'];
    readonly bytesPerSecond: number;
    readonly lower: number;
    readonly upper: number;
    readonly windowSeconds: number;
  };
}

/** Bytes by which a leak has grown at once. */
export interface GrowthStep {
  readonly seconds: number;
  readonly bytes: number;
}

/** What one run of a workload has shown; its times are seconds since the monitor started. */
export interface LabResult {
  readonly workload: string;
  /** The version of Node.js that ran it, `v20.19.0`. */
  readonly node: string;
  /** Time for which the monitor has run. */
  readonly seconds: number;
  /** Begin of the time of which `trueBytesPerSecond` is the rate: forced collections are over and the workload runs on. */
  readonly measuredFromSeconds: number;
  /** Growth of the collected heap between two forced collections, as the process itself measures it without heapgauge. */
  readonly trueBytesPerSecond: number;
  readonly records: readonly LabRecord[];
  /** All major collections since the monitor started. */
  readonly collections: readonly MajorCollection[];
  /** The growth that the workload has noted; empty where it is even. */
  readonly growthSteps: readonly GrowthStep[];
  /** Sites that were ever in the state `leaking`. */
  readonly everLeaking: readonly string[];
  readonly cost: {
    /** Processor time of all threads, in shares of one core. */
    readonly processorShare: number;
    readonly peakRssBytes: number;
    readonly majorCollections: number;
    readonly reports: number;
    readonly maxPauseSeconds: number;
    /** The number of times that V8 was kept from inlining for a while. */
    readonly zooms: number;
  };
}

/**
 * Takes from a report what is judged.
 *
 * @param secondsOf turns milliseconds since 1970 into seconds since the monitor started
 */
export function recordOf(report: Report, leak: Leak | undefined, secondsOf: (date: number) => number): LabRecord {
  const { sites, sampler } = report;
  const seconds = secondsOf(Date.now());
  const readSeconds = sampler.lastReadTime === null ? {} : { readSeconds: secondsOf(Date.parse(sampler.lastReadTime)) };
  const suspects = report.suspects.map((suspect) => suspectOf(suspect, leak));
  const [right] = sites
    .filter((site) => leak !== undefined && showsGrowth(leak, site))
    .sort((a, b) => growthOf(b).bytesPerSecond - growthOf(a).bytesPerSecond);
  if (right === undefined) return { seconds, ...readSeconds, suspects };
  const { bytesPerSecond, lower, upper, windowSeconds } = growthOf(right);
  const { site, state } = right;
  return { seconds, ...readSeconds, suspects, right: { site, state, bytesPerSecond, lower, upper, windowSeconds } };
}

function suspectOf(suspect: SuspectReport, leak: Leak | undefined): LabSuspect {
  const { id, site, component, bytesPerSecond, lower, upper, explained, exact } = suspect;
  const [firstPart] = suspect.parts;
  const [traceback = []] = suspect.tracebacks;
  return {
    id,
    site,
    component,
    bytesPerSecond,
    lower,
    upper,
    explained,
    parts: suspect.parts.slice(0, MOST_PARTS).map((part) => [part.site, part.share] as const),
    exact,
    traceback: traceback.slice(0, MOST_FRAMES),
    isPlaceRight: leak !== undefined && isSuspectPlace(leak, suspect),
    isAllocatorFirst: leak !== undefined && firstPart !== undefined && isAllocator(leak, firstPart),
    isKeeperThere: leak !== undefined && hasKeeper(leak, traceback),
  };
}

/** A site's growth, of no length and rate while it has not been measured. */
function growthOf({ growth }: SiteReport): Omit<NonNullable<SiteReport['growth']>, 'confidence'> {
  return growth ?? { bytesPerSecond: 0, lower: 0, upper: 0, windowSeconds: 0 };
}
