import { resolveOptions } from '../../../src/application/options.js';
import { leastSamples } from '../../../src/growth/significance.js';
import { falseAlarmProbability } from '../../../src/growth/thresholds.js';
import { interruption } from '../interruption.js';
import { readArguments } from './arguments.js';
import { judge, leastSeconds, type Judgement } from './judgement.js';
import { labTable } from './lab-table.js';
import { aligned, print, say } from './output.js';
import { type LabJob, type LabOutcome, runJobs } from './run-child.js';
import { runsTable } from './runs-table.js';
import { COMPRESSION, REAL_TIME_SPAN_SECONDS, scaledOptions, SPAN_SECONDS } from './settings.js';
import type { Workload } from './workload.js';
import { WORKLOADS } from './workloads/index.js';

const HELP = `The laboratory: workloads whose truth is known, each in a process of its own, watched by heapgauge in time
compressed ${COMPRESSION}-fold. Is every leak found once, by its right name, and nothing else called a leak? A quarter of
them runs without flags of V8.

  npm run bench -- lab                            all of them, about 35 minutes
  npm run bench -- lab --quick                    two that leak fast and one that does not, ninety seconds
  npm run bench -- lab --only sessions,sawtooth   these
  npm run bench -- lab --runs 10 --node 20,24     each ten times on each of these versions of Node.js
  npm run bench -- lab --real-time                nine leaks for 65 minutes, at heapgauge's default settings
  npm run -s bench -- lab --json > lab.json       one JSON document on standard output, progress on standard error

  --quick        three workloads for a minute and a half each
  --only NAMES   these workloads, separated by commas
  --runs N       each workload so many times
  --node LIST    on these versions of Node.js, which npm brings: 20, 22, 24, 26
  --real-time    in real time, at heapgauge's default settings and without flags of V8; all at once
  --lanes N      so many processes at a time; by default two a core
  --json         print one JSON document
  --list         print the workloads there are
  --help         print this

Exit code: 0 all right, 1 a wrong verdict or a process that failed, 2 wrong arguments, 130 interrupted.`;

const QUICK = ['unbounded-cache', 'buffers-in-map', 'ttl-cache'];

const QUICK_SECONDS = 90;

/** One of so many runs has no flags of V8: it collects as rarely as an idle process. */
const RUNS_A_RUN_WITHOUT_FLAGS = 4;

/**
 * A leak is watched for so many times as long without flags: where evidence is missing a collection is asked for, and V8 marks
 * for seconds that are not compressed.
 */
const TIMES_WITHOUT_FLAGS = 2;

/** Leaks in the heap that leave it room for an hour: 40 to 530 KB/s. */
const REAL_TIME = [
  'async-contexts',
  'closures-kept',
  'event-listeners',
  'express-memory-store',
  'log-buffer',
  'metric-labels',
  'promise-chain',
  'uncleared-timers',
  'weak-map-misuse',
];

/** The span of the verdict, and some time until it begins and ends with a collection. */
const REAL_TIME_SECONDS = 65 * 60;

/** Number of samples that gives the verdict's confidence at the laboratory's settings. */
const LEAST_SAMPLES = leastSamples(falseAlarmProbability(resolveOptions(scaledOptions()).leak, 0));

/** Time for a workload that does not leak: four spans. */
const NO_LEAK_SECONDS = 100;

/** A leak is watched for as long as the least time needs, and more for chance; not beyond the last of these. */
const LEAK_SECONDS = { least: 70, timesLeast: 3, more: 20, most: 900 };

/** Runs the laboratory. Returns the exit code. */
export async function runLab(given: readonly string[]): Promise<number> {
  const request = readArguments(given, { from: WORKLOADS, quick: QUICK, realTime: REAL_TIME });
  if (request.kind === 'wrong') say(`bench lab: ${request.problem}`);
  if (request.kind === 'help') await print(HELP);
  if (request.kind === 'list') await print(listOf(WORKLOADS));
  if (request.kind !== 'run') return request.kind === 'wrong' ? 2 : 0;

  const { nodes, runs, realTime: isRealTime } = request;
  const watched = request.workloads.flatMap((workload) =>
    nodes.flatMap((node) => Array.from({ length: runs }, () => ({ workload, node }))),
  );
  const jobs = watched.map(({ workload, node }, n): LabJob => {
    const job = { workload: workload.name, node, isRealTime };
    if (isRealTime) return { ...job, seconds: REAL_TIME_SECONDS, hasFlags: false };
    if (request.quick) return { ...job, seconds: QUICK_SECONDS, hasFlags: true };
    const hasFlags = n % RUNS_A_RUN_WITHOUT_FLAGS !== 0;
    return { ...job, seconds: secondsFor(workload, { hasFlags }), hasFlags };
  });
  const lanes = isRealTime ? jobs.length : request.lanes;
  say(`${jobs.length} processes, about ${minutesOf(jobs, lanes)} min`);
  using interrupted = interruption();
  const outcomes = await runJobs(jobs, {
    lanes,
    signal: interrupted.signal,
    onOutcome: (outcome, left) => {
      say(`${progressOf(outcome)} (${left} left)`);
    },
  });
  if (interrupted.signal.aborted) return 130;

  const judgements = outcomes.flatMap((outcome) => judgementOf(outcome) ?? []);
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'failed' ? [failureOf(outcome)] : []));
  const right = failures.length === 0 && judgements.every(({ faults }) => faults.length === 0);
  if (request.json) {
    const compression = isRealTime ? 1 : COMPRESSION;
    await print(JSON.stringify({ bench: 'lab', compression, right, workloads: judgements, failures }));
  } else {
    const table = runs === 1 && nodes.length === 1 ? labTable(judgements, { isRealTime }) : runsTable(judgements);
    await print([table, ...failures.map((one) => `${one.workload} failed: ${one.reason}`)].join('\n'));
  }
  return right ? 0 : 1;
}

function secondsFor({ leak }: Workload, { hasFlags }: { hasFlags: boolean }): number {
  if (leak === undefined) return NO_LEAK_SECONDS;
  const { least, timesLeast, more, most } = LEAK_SECONDS;
  const times = leak.growsInSteps === true ? 2 * timesLeast : timesLeast;
  const watched = Math.ceil(
    Math.min(
      most,
      Math.max(least, times * leastSeconds(leak, { leastSamples: LEAST_SAMPLES, spanSeconds: SPAN_SECONDS }) + more),
    ),
  );
  return hasFlags ? watched : TIMES_WITHOUT_FLAGS * watched;
}

function minutesOf(jobs: readonly LabJob[], lanes: number): string {
  const seconds = jobs.map((job) => job.seconds + 3);
  const sum = seconds.reduce((total, one) => total + one, 0);
  return (Math.max(sum / lanes, ...seconds) / 60).toFixed(0);
}

function judgementOf(outcome: LabOutcome): Judgement | undefined {
  const workload = WORKLOADS.find(({ name }) => name === outcome.job.workload);
  if (workload === undefined || outcome.status === 'failed') return undefined;
  const spanSeconds = outcome.job.isRealTime === true ? REAL_TIME_SPAN_SECONDS : SPAN_SECONDS;
  const hasFlags = outcome.job.hasFlags ?? true;
  return judge(workload, outcome.result, { leastSamples: LEAST_SAMPLES, spanSeconds, hasFlags });
}

function failureOf(outcome: LabOutcome & { status: 'failed' }): { workload: string; reason: string } {
  return { workload: outcome.job.workload, reason: outcome.reason };
}

function progressOf(outcome: LabOutcome): string {
  const { workload: name, node, hasFlags } = outcome.job;
  const flags = hasFlags === false ? ' without flags' : '';
  const title = `${name}${node === undefined ? '' : ` on Node.js ${node}`}${flags}`;
  if (outcome.status === 'failed') return `${title}: failed, ${outcome.reason}`;
  const judgement = judgementOf(outcome);
  if (judgement === undefined) return title;
  const found = judgement.foundSeconds === null ? '' : `, found after ${judgement.foundSeconds.toFixed(0)} s`;
  const { faults } = judgement;
  return `${title}: ${faults.length === 0 ? 'right' : `WRONG (${faults.join('; ')})`}${found}`;
}

function listOf(workloads: readonly Workload[]): string {
  const rows = workloads.map(({ name, description, leak }) => [leak === undefined ? '' : 'leaks', name, description]);
  return aligned(rows, { rightColumns: [] });
}
