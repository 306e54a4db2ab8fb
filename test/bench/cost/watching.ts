import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/index.js';
import { type Running, startNode, until } from '../../support/run-node.js';
import { median } from './median.js';
import { type ProcessCost, SETTLING_SECONDS } from './settled.js';

/** What being watched costs a process that holds a heap and does nothing. */
export interface WatchingCost {
  readonly periodSeconds: number;
  readonly heapBytes: number;
  readonly samples: number;
  readonly pause: { readonly reads: number; readonly medianSeconds: number; readonly mostSeconds: number };
  readonly samplerBytes: number;
  /** The bytes that the process has in memory more than the same process without heapgauge. */
  readonly addedResidentBytes: number;
  /** Processor time a second, less that of the same process without heapgauge. */
  readonly processorShare: number;
}

const PROGRAM = fileURLToPath(new URL('./watched-program.js', import.meta.url));

/** Runs a program with a large heap with heapgauge, then as long without. */
export async function measureWatching({
  periodSeconds,
  reads,
}: {
  periodSeconds: number;
  reads: number;
}): Promise<WatchingCost> {
  const app = startNode(PROGRAM, {
    nodeOptions: ['--import', 'heapgauge/register'],
    env: { HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'info', HEAPGAUGE_PERIOD: `${periodSeconds}s` },
    timeoutSeconds: 600,
  });
  const url = await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1]);
  const reports = await readReports(new URL('/report', url), reads, periodSeconds);
  const watched = await costAtEnd(app);

  const bareApp = startNode(PROGRAM, { timeoutSeconds: 600 });
  await new Promise((resolve) => setTimeout(resolve, (watched.seconds + SETTLING_SECONDS) * 1000));
  const bare = await costAtEnd(bareApp);

  const last = reports.at(-1);
  if (last === undefined) throw new Error('no report was made');
  const pauses = reports.map(({ sampler }) => sampler.lastPauseSeconds);
  return {
    periodSeconds,
    heapBytes: last.heap.usedBytes,
    samples: last.sampler.samples,
    pause: { reads: pauses.length, medianSeconds: median(pauses), mostSeconds: Math.max(...pauses) },
    samplerBytes: last.sampler.memoryBytes,
    addedResidentBytes: watched.residentBytes - bare.residentBytes,
    processorShare: watched.processorSeconds / watched.seconds - bare.processorSeconds / bare.seconds,
  };
}

/**
 * One report of each read, from the second on: the first read comes while the process is still starting. Asks seldom, as
 * answers take the watched process's time.
 */
async function readReports(url: URL, count: number, periodSeconds: number): Promise<Report[]> {
  const byRead = new Map<number, Report>();
  const deadline = Date.now() + (60 + 3 * count * periodSeconds) * 1000;
  while (byRead.size < count) {
    if (Date.now() > deadline) throw new Error(`only ${byRead.size} of ${count} reads came`);
    await new Promise((resolve) => setTimeout(resolve, (periodSeconds * 1000) / 2));
    const answer = await fetch(url);
    const report = answer.ok ? ((await answer.json()) as Report) : undefined;
    if (report !== undefined && report.sampler.reads > 1) byRead.set(report.sampler.reads, report);
  }
  return [...byRead.values()];
}

async function costAtEnd(app: Running): Promise<ProcessCost> {
  app.process.kill('SIGTERM');
  const { stdout, stderr } = await app.ended;
  if (!stdout.endsWith('}\n')) throw new Error(`the program has ended early: ${stderr}`);
  return JSON.parse(stdout) as ProcessCost;
}
