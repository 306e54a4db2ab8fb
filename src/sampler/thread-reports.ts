import type { Slope } from '../growth/rank-statistics.js';
import { type HeapReport, MAIN_THREAD, type ThreadReport } from '../report/report.js';
import type { ThreadSums } from './site-reports.js';
import { heapGrowth, timeToLimit } from './time-to-limit.js';
import type { WorkerHeap } from './watched-worker.js';

/** What the report of threads is made from. */
interface ThreadFindings {
  /** The main thread's heap. */
  readonly main: HeapReport;
  readonly workers: readonly WorkerHeap[];
  /** The sums over the sites of each kind of threads. */
  readonly sums: ReadonlyMap<string, ThreadSums>;
}

/** Reports the threads that are watched, and remembers their peaks. */
export class ThreadReports {
  readonly #peaks: Map<string, number>;

  /** @param previous the threads as another sampler has last reported them */
  constructor(previous: readonly ThreadReport[] = []) {
    this.#peaks = new Map(previous.map(({ thread, peakBytes }) => [thread, peakBytes]));
  }

  make({ main, workers, sums }: ThreadFindings): ThreadReport[] {
    const report = (thread: string, count: number, heap: HeapReport): ThreadReport => {
      const { currentBytes, retainedBytes } = sums.get(thread) ?? { currentBytes: 0, retainedBytes: 0 };
      const peakBytes = Math.max(this.#peaks.get(thread) ?? 0, currentBytes);
      this.#peaks.set(thread, peakBytes);
      return { thread, count, currentBytes, retainedBytes, peakBytes, heap };
    };
    const names = [...new Set(workers.map(({ thread }) => thread))].sort();
    const present = [
      report(MAIN_THREAD, 1, main),
      ...names.map((name) => {
        const same = workers.filter(({ thread }) => thread === name);
        return report(name, same.length, worstHeap(same.map(heapReport)));
      }),
    ];
    // Of a kind of threads that is gone nothing is remembered: names may be many over the months.
    for (const thread of this.#peaks.keys())
      if (!present.some((one) => one.thread === thread)) this.#peaks.delete(thread);
    return present;
  }
}

/** Gives the growth of a worker thread's heap; `null` where it does not grow significantly. */
export function workerGrowth({ estimate, intervalBytes }: WorkerHeap): Slope | null {
  return heapGrowth(estimate, { leaks: [], intervalBytes });
}

function heapReport(worker: WorkerHeap): HeapReport {
  const { heapUsedBytes: usedBytes, heapLimitBytes: limitBytes } = worker.sizes;
  const garbageBytes = unconfirmedBytes(worker);
  // Garbage that waits for its collection takes no room for good.
  const roomBytes = Math.max(0, limitBytes - usedBytes + garbageBytes);
  const time = timeToLimit({ limit: 'heap', roomBytes, growth: workerGrowth(worker) });
  return { usedBytes, limitBytes, peakBytes: worker.heapPeakBytes, ...time };
}

function unconfirmedBytes({ estimate }: WorkerHeap): number {
  return (estimate?.sites ?? []).reduce((sum, { live, retained }) => sum + live.bytes - retained.bytes, 0);
}

/** Gives the heap that is nearest to its limit, with the largest peak and the shortest time to a limit of all. */
function worstHeap(heaps: readonly HeapReport[]): HeapReport {
  const [nearest] = [...heaps].sort((a, b) => b.usedBytes / b.limitBytes - a.usedBytes / a.limitBytes);
  const [soonest] = [...heaps].sort((a, b) => (a.secondsToLimit ?? Infinity) - (b.secondsToLimit ?? Infinity));
  if (nearest === undefined || soonest === undefined) throw new RangeError('there is no heap to report');
  const { usedBytes, limitBytes } = nearest;
  return { ...soonest, usedBytes, limitBytes, peakBytes: Math.max(...heaps.map(({ peakBytes }) => peakBytes)) };
}
