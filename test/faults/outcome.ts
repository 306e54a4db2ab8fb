import assert from 'node:assert/strict';
import { reasonOf } from '../../src/values/errors.js';
import type { Fault, Runs } from './fault.js';

/** What an application did under a fault, and what heapgauge said of it. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it wrote, without the line of {@link delays}. */
  readonly stdout: string;
  /** What it wrote, without heapgauge's lines. */
  readonly stderr: string;
  /** Heapgauge's lines, without the `heapgauge: ` before them. */
  readonly said: readonly string[];
  /** The delays of its event loop in milliseconds; absent where it came to no orderly end. */
  readonly delays?: { readonly p99: number; readonly longest: number };
  /**
   * The times as long as on a machine of its own that its main thread's work took, 1 or more: what it was ready for and
   * waited for a processor.
   */
  readonly slowdown: number;
  /** The most memory that was resident, in MiB. */
  readonly rssMiB: number;
  /** The seconds that it took to end once it was over. */
  readonly endSeconds: number;
  /** False where it had to be ended by force. */
  readonly isEnded: boolean;
  /** True where a report was made after the fault; undefined where none was asked for. */
  readonly isRecovered?: boolean;
  /** What went wrong in provoking the fault. */
  readonly trouble?: string;
  /** What the row found out meanwhile. */
  readonly notes: ReadonlyMap<string, unknown>;
}

/** Parts what was printed into what is the application's, what is heapgauge's, and the delays. */
export function readOutput(stdout: string, stderr: string): Pick<Outcome, 'stdout' | 'stderr' | 'said' | 'delays'> {
  const life = /\nlife (\{.*\})\n/.exec(stdout);
  const said: string[] = [];
  const others = stderr.split('\n').filter((line) => {
    const isOurs = line.startsWith('heapgauge: ');
    if (isOurs) said.push(line.slice('heapgauge: '.length));
    return !isOurs;
  });
  return {
    stdout: life === null ? stdout : stdout.replace(life[0], ''),
    stderr: others.join('\n'),
    said,
    ...(life?.[1] === undefined ? {} : { delays: JSON.parse(life[1]) as { p99: number; longest: number } }),
  };
}

/** What a fault did to the application; empty where it did no harm. */
export function harmsOf(fault: Fault, runs: Runs): string[] {
  const { bare, watched } = runs;
  const { lines = 3, endsWithinSeconds = 15, comparable = (text: string) => text } = fault;
  const harms: string[] = [];
  const check = (holds: boolean, harm: () => string): void => {
    if (!holds) harms.push(harm());
  };
  check(bare.trouble === undefined, () => `the fault cannot be provoked: ${bare.trouble}`);
  check(watched.trouble === undefined, () => `the fault cannot be provoked while watched: ${watched.trouble}`);
  check(watched.isEnded || !bare.isEnded, () => `it does not end within ${endsWithinSeconds} s`);
  const endOf = ({ code, signal }: Runs['bare']): string => signal ?? `exit ${code}`;
  check(endOf(bare) === endOf(watched), () => `${endOf(watched)} instead of ${endOf(bare)}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    const [expected, actual] = [comparable(bare[stream]), comparable(watched[stream])];
    check(expected === actual, () => `another ${stream}: ${brief(actual)} instead of ${brief(expected)}`);
  }
  check(watched.said.length <= lines, () => `${watched.said.length} lines said, ${lines} allowed`);
  check(watched.isRecovered !== false, () => 'no report after the fault');
  harms.push(...doubtsOf(fault, runs));
  const unmet = failureOf(() => fault.expect?.(runs));
  check(unmet === undefined, () => unmet ?? '');
  return harms;
}

/** What a busy machine may do by itself: a fault that did not happen in time, bounds of time and memory exceeded. */
export function doubtsOf(fault: Fault, { bare, watched }: Runs): string[] {
  const { delayMilliseconds = 1000, memoryMiB = 128 } = fault;
  const harms: string[] = [];
  const unmet = failureOf(() => fault.met?.({ bare, watched }));
  if (unmet !== undefined) harms.push(`the fault did not happen: ${unmet}`);
  const longer = (watched.delays?.longest ?? 0) - (bare.delays?.longest ?? 0);
  const allowed = Math.round(delayMilliseconds * watched.slowdown);
  if (bare.delays !== undefined && longer > allowed) {
    harms.push(`the event loop was delayed ${longer} ms longer, ${allowed} allowed`);
  }
  const more = watched.rssMiB - bare.rssMiB;
  if (more > memoryMiB) harms.push(`${Math.round(more)} MiB more were resident, ${memoryMiB} allowed`);
  return harms;
}

function failureOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof assert.AssertionError) return error.message.replaceAll('\n', ' ').slice(0, 300);
    return reasonOf(error);
  }
}

function brief(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 150)}…${text.slice(-150)}` : text);
}
