import { setTimeout as sleep } from 'node:timers/promises';
import { V8_FLAGS } from '../lab/settings.js';
import { type Frequency, frequencyOf } from './collections.js';
import { RecordedProcess } from './recorded-process.js';

/** What was recorded of a workload of the laboratory; its times are those of the clock, not those that they stand for. */
export interface WorkloadResult {
  readonly workload: string;
  readonly hasFlags: boolean;
  readonly minor: Frequency;
  readonly major: Frequency;
}

const PROGRAM = new URL('./lab-program.js', import.meta.url);

/** Time until a workload has warmed up. */
const WARM_UP_SECONDS = 5;

/** Workloads like the servers: a server with a cache, one that is steady, a heap that grows fast, and a slow one. */
export const COMPARED_WORKLOADS: readonly string[] = [
  'http-lru-server',
  'long-lived-lru',
  'unbounded-cache',
  'slow-collector',
];

/** Runs workloads of the laboratory with and without its flags of V8, one after the other. */
export async function runWorkloads(
  names: readonly string[],
  options: { readonly seconds: number; readonly signal: AbortSignal; readonly onRun: (line: string) => void },
): Promise<WorkloadResult[]> {
  const results: WorkloadResult[] = [];
  for (const workload of names) {
    for (const hasFlags of [true, false]) {
      if (options.signal.aborted) return results;
      options.onRun(`${workload} ${hasFlags ? 'with' : 'without'} the laboratory's flags`);
      results.push(await runWorkload(workload, { hasFlags, ...options }));
    }
  }
  return results;
}

async function runWorkload(
  workload: string,
  { hasFlags, seconds, signal }: { readonly hasFlags: boolean; readonly seconds: number; readonly signal: AbortSignal },
): Promise<WorkloadResult> {
  const recorded = new RecordedProcess(PROGRAM, [workload], { nodeFlags: hasFlags ? V8_FLAGS : [] });
  try {
    await recorded.message<{ started: boolean }>('started');
    const { uptimeSeconds } = await recorded.usage();
    await sleep((WARM_UP_SECONDS + seconds) * 1000, undefined, { signal }).catch(() => undefined);
    const stretch = { fromSeconds: uptimeSeconds + WARM_UP_SECONDS, seconds };
    return {
      workload,
      hasFlags,
      minor: frequencyOf('minor', recorded.collections, stretch),
      major: frequencyOf('major', recorded.collections, stretch),
    };
  } finally {
    recorded.stop();
  }
}
