import { formatRate } from '../../../src/values/units.js';
import { interruption } from '../interruption.js';
import { readArguments } from './arguments.js';
import { type Coverage, coverageOf, judgeWindows } from './coverage.js';
import { aligned, print, say } from './output.js';
import { type LabOutcome, runJobs } from './run-child.js';
import type { Workload } from './workload.js';
import { WORKLOADS } from './workloads/index.js';

const HELP = `Do the error bars hold the truth? Every leaking workload of the laboratory is watched in windows of up to 8 s;
the 95% interval of its rate should cover what has truly grown in 93 to 97% of all windows of three samples and more, and the
estimate's variance be within 1.3 of the least that the samples allow.

  npm run bench -- bounds                        all of them, about 15 minutes
  npm run bench -- bounds --only sessions        this one
  npm run -s bench -- bounds --json > out.json   one JSON document on standard output, progress on standard error

  --only NAMES   these workloads, separated by commas
  --json         print one JSON document
  --list         print the workloads there are
  --help         print this

Exit code: 0 all within the limits, 1 not, or a process that failed, 2 wrong arguments, 130 interrupted.`;

/** Windows short enough for many of them, and long enough for samples: a leak of 200 KiB/s has 12 in one. */
const DEFAULTS = { seconds: 200, spanSeconds: 8 };

/**
 * Windows of fewer samples do not count among all: of so few no limits cover the truth as seldom as they say, so that the
 * slowest leaks are always covered.
 */
const LEAST_SAMPLES = 3;

/** Limits that must hold over all windows that count. */
const LIMITS = { leastCoverage: 0.93, mostCoverage: 0.97, mostVarianceRatio: 1.3 };

/** Workloads with a site to estimate. */
const LEAKING: readonly Workload[] = WORKLOADS.filter(
  ({ leak }) => leak !== undefined && leak.component !== 'external' && leak.isScattered !== true,
);

interface Row extends Coverage {
  readonly workload: string;
  readonly trueBytesPerSecond: number;
}

/**
 * Measures how often the bounds cover the truth.
 *
 * @param options.seconds time for a workload
 * @param options.spanSeconds longest window
 * @returns the exit code
 */
export async function runBounds(
  given: readonly string[],
  options: { seconds?: number; spanSeconds?: number } = {},
): Promise<number> {
  const request = readArguments(given, { from: LEAKING });
  if (request.kind === 'wrong') say(`bench bounds: ${request.problem}`);
  if (request.kind === 'help') await print(HELP);
  if (request.kind === 'list') await print(LEAKING.map(({ name }) => name).join('\n'));
  if (request.kind !== 'run') return request.kind === 'wrong' ? 2 : 0;

  const jobs = request.workloads.map(({ name }) => ({ workload: name, ...DEFAULTS, ...options }));
  using interrupted = interruption();
  const outcomes = await runJobs(jobs, {
    lanes: request.lanes,
    signal: interrupted.signal,
    onOutcome: ({ job, status }, left) => {
      say(`${job.workload}: ${status} (${left} left)`);
    },
  });
  if (interrupted.signal.aborted) return 130;
  return await report(outcomes, request.json);
}

async function report(outcomes: readonly LabOutcome[], asJson: boolean): Promise<number> {
  const measured = outcomes.flatMap((outcome) => measure(outcome) ?? []);
  const failures = outcomes.flatMap((one) =>
    one.status === 'failed' ? [{ workload: one.job.workload, reason: one.reason }] : [],
  );
  const windows = measured.flatMap((one) => one.windows);
  const overall = coverageOf(windows.filter(({ expectedSamples }) => expectedSamples >= LEAST_SAMPLES));
  const rows = measured.map(({ row }) => row);
  const { leastCoverage, mostCoverage, mostVarianceRatio } = LIMITS;
  const isCovering = overall.coverage >= leastCoverage && overall.coverage <= mostCoverage;
  const right = failures.length === 0 && isCovering && overall.varianceRatio <= mostVarianceRatio;
  if (asJson)
    await print(JSON.stringify({ bench: 'bounds', right, limits: LIMITS, overall, workloads: rows, failures }));
  else
    await print([table(rows, overall), ...failures.map((one) => `${one.workload} failed: ${one.reason}`)].join('\n'));
  return right ? 0 : 1;
}

function measure(outcome: LabOutcome): { row: Row; windows: ReturnType<typeof judgeWindows> } | undefined {
  const leak = LEAKING.find(({ name }) => name === outcome.job.workload)?.leak;
  if (leak === undefined || outcome.status === 'failed') return undefined;
  const { workload, trueBytesPerSecond } = outcome.result;
  const windows = judgeWindows(leak, outcome.result);
  return { row: { workload, trueBytesPerSecond, ...coverageOf(windows) }, windows };
}

function table(rows: readonly Row[], overall: Coverage): string {
  const figures = ({ windows, coverage, meanBias, varianceRatio }: Coverage): string[] => [
    String(windows),
    `${(100 * coverage).toFixed(1)}%`,
    `${meanBias >= 0 ? '+' : ''}${(100 * meanBias).toFixed(1)}%`,
    varianceRatio.toFixed(2),
  ];
  return aligned(
    [
      ['workload', 'true rate', 'windows', 'covered', 'mean bias', 'variance / least'],
      ...rows.map((row) => [row.workload, formatRate(row.trueBytesPerSecond), ...figures(row)]),
      ['all', '', ...figures(overall)],
    ],
    { rightColumns: [1, 2, 3, 4, 5] },
  );
}
