import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS } from '../common-options.js';
import { formatBytes } from '../../../src/values/units.js';
import { median } from '../cost/median.js';
import { measurePeak } from './peak.js';
import { writeBundle } from './bundle.js';
import { type MeasuredProgram, programsOf } from './programs.js';

const HELP = `The memory that heapgauge takes at its peak: the largest resident set of a process with it less that without it, by turns.

  npm run bench -- memory            some fourteen minutes
  npm run bench -- memory --quick    a minute and a half, to see that it works

  --quick  one short run each
  --json   prints JSON
  --help   prints this
`;

/** What a program has taken more with heapgauge. */
export interface MemoryCost {
  readonly name: string;
  readonly bareBytes: number;
  /** The median over the runs of the largest resident set, less `bareBytes`. */
  readonly addedBytes: number;
  /** The memory that heapgauge itself reports, and its limit. */
  readonly reportedBytes: number;
  readonly limitBytes: number;
  readonly samples: number;
  readonly nodes: number;
  readonly sampleIntervalBytes: number;
}

/** Runs the command, and returns its exit code. */
export async function runMemory(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: COMMON_OPTIONS,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-memory-'));
  let costs: readonly MemoryCost[];
  try {
    const programs = programsOf(writeBundle(folder));
    costs = await measureMemory(programs, values.quick ? { runs: 1, seconds: 7 } : { runs: 3, seconds: 25 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(values.json ? `${JSON.stringify(costs)}\n` : `${costs.map(costLine).join('\n')}\n`);
  return 0;
}

/** Measures every program, with heapgauge and without by turns. */
async function measureMemory(
  programs: readonly MeasuredProgram[],
  { runs, seconds }: { runs: number; seconds: number },
): Promise<MemoryCost[]> {
  const costs: MemoryCost[] = [];
  for (const program of programs) {
    const [bare, watched]: [number[], number[]] = [[], []];
    let report;
    for (let run = 0; run < runs; run += 1) {
      const options = { seconds, periodSeconds: 2 };
      bare.push((await measurePeak(program, { ...options, isWatched: false })).residentBytes);
      const peak = await measurePeak(program, { ...options, isWatched: true });
      watched.push(peak.residentBytes);
      ({ report } = peak);
    }
    if (report === undefined) throw new Error('no report was made');
    costs.push({
      name: program.name,
      bareBytes: median(bare),
      addedBytes: median(watched) - median(bare),
      reportedBytes: report.sampler.memoryBytes,
      limitBytes: report.sampler.memoryLimitBytes,
      samples: report.sampler.samples,
      nodes: report.sampler.nodes,
      sampleIntervalBytes: report.source.sampleIntervalBytes,
    });
  }
  return costs;
}

function costLine({ name, bareBytes, addedBytes, samples, sampleIntervalBytes }: MemoryCost): string {
  const added = formatBytes(addedBytes).padStart(8);
  const bare = formatBytes(bareBytes).padStart(8);
  return `${name.padEnd(33)} ${added} beside ${bare}   ${samples} samples, one in ${formatBytes(sampleIntervalBytes)}`;
}
