import type { LabRecord, LabResult } from './result.js';
import { SAMPLE_INTERVAL_BYTES, SPAN_SECONDS } from './settings.js';
import { isRightSite, type Leak, type Workload } from './workload.js';

/** A time with one state. */
export interface Phase {
  readonly state: string;
  readonly seconds: number;
}

/** What the laboratory says of one workload. Seconds are compressed. */
export interface Judgement {
  readonly workload: string;
  readonly description: string;
  readonly leaks: boolean;
  /**
   * True where a leak was found first, is still there at the end, and no other was ever first; or, without a leak,
   * nothing was suspected.
   */
  readonly right: boolean;
  readonly nominalBytesPerSecond: number | null;
  /** Growth of the collected heap, measured without heapgauge. */
  readonly trueBytesPerSecond: number;
  /** States of the site that leaks, or of the first suspect where nothing does. */
  readonly phases: readonly Phase[];
  /** Time from the start of the monitor until the right suspect came first. */
  readonly foundSeconds: number | null;
  /** Least time in which a leak of this rate could be distinguished from none. */
  readonly leastSeconds: number | null;
  /** The right suspect's rate in the last report that has it. */
  readonly estimate: { readonly bytesPerSecond: number; readonly lower: number; readonly upper: number } | null;
  /** The suspects that were ever listed and were not right. */
  readonly wrongSuspects: readonly string[];
  readonly seconds: number;
  readonly cost: LabResult['cost'];
}

/** Phases shorter than this are a flicker, taken into the one before. */
const SHORTEST_PHASE_SECONDS = 1;

/**
 * Gives the least time in which a leak can be distinguished from none: a span has to pass, and so many samples of it have to be born.
 *
 * @param leastSamples born samples that give the verdict's confidence
 */
export function leastSeconds(leak: Leak, leastSamples: number): number {
  if (leak.component === 'external') return SPAN_SECONDS;
  return Math.max(SPAN_SECONDS, (leastSamples * SAMPLE_INTERVAL_BYTES) / leak.bytesPerSecond);
}

/** Judges a run by what is known of its workload. */
export function judge(workload: Workload, result: LabResult, options: { leastSamples: number }): Judgement {
  const { name, description, leak } = workload;
  const isRight = (suspect: LabRecord['suspects'][number]): boolean =>
    leak !== undefined && isRightSuspect(leak, suspect);
  const suspects = result.records.flatMap((record) => record.suspects);
  const wrong = suspects.filter((suspect) => !isRight(suspect)).map(({ site }) => site);
  const found = result.records.find(({ suspects: [first] }) => first !== undefined && isRight(first));
  const last = result.records.at(-1)?.suspects[0];
  const isWrongFirst = result.records.some(({ suspects: [first] }) => first !== undefined && !isRight(first));
  const estimate = suspects.findLast(isRight) ?? result.records.at(-1)?.right;
  return {
    workload: name,
    description,
    leaks: leak !== undefined,
    right: leak === undefined ? suspects.length === 0 : last !== undefined && isRight(last) && !isWrongFirst,
    nominalBytesPerSecond: leak?.bytesPerSecond ?? null,
    trueBytesPerSecond: result.trueBytesPerSecond,
    phases: phasesOf(result, leak?.component !== 'external' && leak !== undefined),
    foundSeconds: found?.seconds ?? null,
    leastSeconds: leak === undefined ? null : leastSeconds(leak, options.leastSamples),
    estimate: estimate === undefined ? null : rateOf(estimate),
    wrongSuspects: [...new Set(wrong)],
    seconds: result.seconds,
    cost: result.cost,
  };
}

function isRightSuspect(leak: Leak, suspect: LabRecord['suspects'][number]): boolean {
  if (leak.component === 'external') return suspect.component === 'external';
  return suspect.component === 'traced' && isRightSite(leak, suspect);
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
