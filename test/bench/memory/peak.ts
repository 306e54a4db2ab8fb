import { readFileSync } from 'node:fs';
import type { Report } from '../../../src/index.js';
import { startProgram, until } from '../../support/run-node.js';
import type { MeasuredProgram } from './programs.js';

/** The memory of one run of a program. */
export interface Peak {
  /** The largest resident set of the process, in bytes. */
  readonly residentBytes: number;
  /** The last report; absent without heapgauge. */
  readonly report?: Report;
}

/** Runs a program for so long, once it holds what it is to hold, and gives its largest resident set, as Linux has it. */
export async function measurePeak(
  { code, env, nodeOptions = [], fills = false, isScraped = false }: MeasuredProgram,
  { isWatched, seconds, periodSeconds }: { isWatched: boolean; seconds: number; periodSeconds: number },
): Promise<Peak> {
  const preload = isWatched ? ['--import', 'heapgauge/register'] : [];
  const settings = { HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'info', HEAPGAUGE_PERIOD: `${periodSeconds}s` };
  const app = startProgram(process.execPath, [...nodeOptions, ...preload, '--eval', code], {
    env: { ...settings, HEAPGAUGE_MAX_PAUSE_RATIO: '1', ...env },
    timeoutSeconds: seconds + 120,
  });
  try {
    const url = isWatched
      ? await until('the metrics address', () => /metrics at (\S+)/.exec(app.stderr())?.[1])
      : undefined;
    if (fills) await until('a full heap', () => (app.stdout().includes('filled') ? true : undefined), 100);
    const endMilliseconds = Date.now() + seconds * 1000;
    while (Date.now() < endMilliseconds) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (url !== undefined && isScraped) await (await fetch(url)).text();
    }
    if (url === undefined) return { residentBytes: largestResidentBytes(app.process.pid) };
    const report = await until('a report', async () => {
      const answer = await fetch(new URL('/report', url));
      return answer.ok ? ((await answer.json()) as Report) : undefined;
    });
    return { residentBytes: largestResidentBytes(app.process.pid), report };
  } finally {
    app.process.kill('SIGKILL');
    await app.ended;
  }
}

/** Linux' own high-water mark, which begins anew with each program: that of `getrusage` begins with the parent's. */
function largestResidentBytes(pid: number | undefined): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error('the largest resident set of a process is known on Linux only');
  return Number(kibibytes) * 1024;
}
