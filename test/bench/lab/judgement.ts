import type { LabRecord, LabResult, LabSuspect } from './result.js';
import { SAMPLE_INTERVAL_BYTES } from './settings.js';
import type { Leak, Workload } from './workload.js';

/** A time with one state. */
export interface Phase {
  readonly state: string;
  readonly seconds: number;
}

/** What the laboratory says of one workload. Seconds are those of the clock. */
export interface Judgement {
  readonly workload: string;
  readonly description: string;
  /** The version of Node.js that ran it. */
  readonly node: string;
  /** Whether it had the laboratory's flags of V8. */
  readonly hasFlags: boolean;
  readonly leaks: boolean;
  /** What is wrong, a sentence each; nothing where the leak is the only suspect and has its name, or none leaks and none is called. */
  readonly faults: readonly string[];
  readonly nominalBytesPerSecond: number | null;
  /** Growth of the collected heap, measured without heapgauge. */
  readonly trueBytesPerSecond: number;
  /** States of the site that leaks, or of the first suspect where nothing does. */
  readonly phases: readonly Phase[];
  /** Time from the start of the monitor until the leak was reported, by whatever name. */
  readonly foundSeconds: number | null;
  /** Time from the start of the monitor until it was the only suspect and had its right name, which it kept to the end. */
  readonly namedSeconds: number | null;
  /** Least time in which a leak of this rate could be distinguished from none. */
  readonly leastSeconds: number | null;
  /** The leak's rate in the last report. */
  readonly estimate: { readonly bytesPerSecond: number; readonly lower: number; readonly upper: number } | null;
  /** Names of all leaks that were ever called. */
  readonly called: readonly string[];
  /** The suspects of the last report, the first of which is the leak. */
  readonly suspects: readonly LabSuspect[];
  readonly seconds: number;
  readonly cost: LabResult['cost'];
}

/** Phases shorter than this are a flicker, taken into the one before. */
const SHORTEST_PHASE_SECONDS = 1;

/** What a workload is judged by besides its result. */
export interface JudgeOptions {
  /** Born samples that give the verdict's confidence. */
  readonly leastSamples: number;
  /** Span of the verdict. */
  readonly spanSeconds: number;
  /** Whether the process had the laboratory's flags of V8. */
  readonly hasFlags: boolean;
}

/**
 * Gives the least time in which a leak can be distinguished from none: a span has to pass, and so many samples of it have to be born.
 */
export function leastSeconds(
  leak: Leak,
  { leastSamples, spanSeconds }: Pick<JudgeOptions, 'leastSamples' | 'spanSeconds'>,
): number {
  if (leak.component === 'external') return spanSeconds;
  return Math.max(spanSeconds, (leastSamples * SAMPLE_INTERVAL_BYTES) / leak.bytesPerSecond);
}

/** Judges a run by what is known of its workload. */
export function judge(workload: Workload, result: LabResult, options: JudgeOptions): Judgement {
  const { name, description, leak } = workload;
  const { records } = result;
  const last = records.at(-1);
  const suspects = last?.suspects ?? [];
  const called = [...new Set(records.flatMap((record) => record.suspects.map(({ id }) => id)))];
  const isNamed = ({ suspects: [first, ...others] }: LabRecord): boolean =>
    leak !== undefined && first !== undefined && others.length === 0 && faultsOf(leak, first).length === 0;
  const estimate = suspects[0] ?? last?.right;
  return {
    workload: name,
    description,
    node: result.node,
    hasFlags: options.hasFlags,
    leaks: leak !== undefined,
    faults: leak === undefined ? called.map((id) => `calls ${id}`) : leakFaults(leak, suspects, called),
    nominalBytesPerSecond: leak?.bytesPerSecond ?? null,
    trueBytesPerSecond: result.trueBytesPerSecond,
    phases: phasesOf(result, leak?.component !== 'external' && leak !== undefined),
    foundSeconds: records.find((record) => record.suspects.length > 0)?.seconds ?? null,
    namedSeconds: records[records.findLastIndex((record) => !isNamed(record)) + 1]?.seconds ?? null,
    leastSeconds: leak === undefined ? null : leastSeconds(leak, options),
    estimate: estimate === undefined ? null : rateOf(estimate),
    called,
    suspects,
    seconds: result.seconds,
    cost: result.cost,
  };
}

/** Says what is wrong of the suspects of the last report, and of what was ever called. */
function leakFaults(leak: Leak, [first, ...others]: readonly LabSuspect[], called: readonly string[]): string[] {
  if (first === undefined) return [called.length === 0 ? 'never called' : `called no longer: ${called.join(', ')}`];
  const beside = others.map(({ site }) => `one more suspect: ${site}`);
  const before = called.length > 1 ? [`${called.length} leaks called in the course: ${called.join(', ')}`] : [];
  return [...faultsOf(leak, first), ...beside, ...(beside.length === 0 ? before : [])];
}

/** Says what is wrong of the suspect that is to be the leak. */
function faultsOf(leak: Leak, suspect: LabSuspect): string[] {
  const component = leak.component ?? 'traced';
  if (suspect.component !== component) return [`called ${suspect.site}`];
  if (component === 'external') return [];
  const [[firstPart] = ['nothing']] = suspect.parts;
  return [
    ...(suspect.isPlaceRight ? [] : [`names ${suspect.site}`]),
    ...(suspect.isAllocatorFirst ? [] : [`first part ${firstPart}`]),
    ...(suspect.isKeeperThere ? [] : [`first traceback ${suspect.traceback.join(' < ')}`]),
  ];
}

function rateOf(growth: { bytesPerSecond: number; lower: number; upper: number }): Judgement['estimate'] {
  const { bytesPerSecond, lower, upper } = growth;
  return { bytesPerSecond, lower, upper };
}

/**
 * Gives the states one after another with their times. A process without a site that leaks is `quiet` or has a
 * `suspect`.
 */
function phasesOf({ records, seconds }: LabResult, hasSite: boolean): Phase[] {
  const stateOf = ({ right, suspects }: LabRecord): string =>
    hasSite ? (right?.state ?? 'unlisted') : suspects.length > 0 ? 'suspect' : 'quiet';
  const phases: Array<{ state: string; seconds: number }> = [];
  records.forEach((record, row) => {
    const lasted = (records[row + 1]?.seconds ?? seconds) - record.seconds;
    const state = stateOf(record);
    const latest = phases.at(-1);
    if (latest?.state === state) latest.seconds += lasted;
    else phases.push({ state, seconds: lasted });
  });
  return phases.reduce<Array<{ state: string; seconds: number }>>((merged, phase) => {
    const latest = merged.at(-1);
    if (latest === undefined) return [{ ...phase }];
    const isSame = latest.state === phase.state;
    if (isSame || phase.seconds < SHORTEST_PHASE_SECONDS) latest.seconds += phase.seconds;
    else merged.push({ ...phase });
    return merged;
  }, []);
}
