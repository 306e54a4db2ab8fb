import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../clean-environment.js';
import { nodeOf } from '../../faults/node-binary.js';
import type { NodeVersion } from '../../matrix/node-versions.js';
import type { LabResult } from './result.js';
import { MEASURING_FLAGS, V8_FLAGS } from './settings.js';

/** One process of the laboratory. */
export interface LabJob {
  readonly workload: string;
  readonly seconds: number;
  /** The leak's span. @default that of the scaled settings */
  readonly spanSeconds?: number;
  /** True in real time, at heapgauge's default settings. */
  readonly isRealTime?: boolean;
  /** False without the laboratory's flags of V8. @default true */
  readonly hasFlags?: boolean;
  /** The major version of the Node.js that runs it. @default the one that runs this */
  readonly node?: NodeVersion | undefined;
}

/** What became of a job: a result, or the reason why there is none. */
export type LabOutcome =
  | { readonly status: 'done'; readonly job: LabJob; readonly result: LabResult }
  | { readonly status: 'failed'; readonly job: LabJob; readonly reason: string };

/** Time for start, warm-up and end of a process; one that takes longer hangs. */
const GRACE_SECONDS = 60;

/** Length of the standard error that is reported where a process failed. */
const REASON_CHARACTERS = 2000;

/**
 * Runs jobs in processes of their own, some at a time, the longest first.
 *
 * @param options.lanes the number of processes at a time
 * @param options.signal ends what runs by force; the outcomes so far are returned
 * @returns outcomes in the order of the jobs
 */
export async function runJobs(
  jobs: readonly LabJob[],
  options: { lanes: number; signal: AbortSignal; onOutcome: (outcome: LabOutcome, left: number) => void },
): Promise<LabOutcome[]> {
  const outcomes = new Map<LabJob, LabOutcome>();
  const waiting = jobs.toSorted((a, b) => b.seconds - a.seconds);
  const runLane = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const outcome = await runJob(job, options.signal);
      if (options.signal.aborted) return;
      outcomes.set(job, outcome);
      options.onOutcome(outcome, jobs.length - outcomes.size);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, runLane));
  return jobs.flatMap((job) => outcomes.get(job) ?? []);
}

async function runJob(job: LabJob, signal: AbortSignal): Promise<LabOutcome> {
  const script = fileURLToPath(new URL('./child.js', import.meta.url));
  const flags = job.hasFlags === false ? MEASURING_FLAGS : V8_FLAGS;
  const time = job.isRealTime === true ? ['real-time'] : job.spanSeconds === undefined ? [] : [String(job.spanSeconds)];
  const node = await nodeOf(job.node);
  // The channel closes with this process, whatever becomes of it, and the child ends with the channel.
  const child = spawn(node, [...flags, script, job.workload, String(job.seconds), ...time], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
    timeout: (job.seconds + GRACE_SECONDS) * 1000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-REASON_CHARACTERS)));
  return new Promise((resolve) => {
    const fail = (reason: string): void => {
      resolve({ status: 'failed', job, reason });
    };
    child.once('error', (error) => {
      fail(error.message);
    });
    child.once('close', (code, killed) => {
      if (code === 0) resolve({ status: 'done', job, result: JSON.parse(stdout) as LabResult });
      else fail(stderr.trim() || `ended with ${killed ?? `code ${code ?? ''}`}`);
    });
  });
}
