import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { type AlarmCounts, countFalseAlarms, harmlessShape } from './false-alarms.js';
import { type PowerRow, powerOf, type SURROUNDINGS } from './power.js';

/** A piece of a simulation, small enough to be shared out among threads. */
export type Task =
  | { readonly kind: 'false alarms'; readonly shape: string; readonly seed: number; readonly days: number }
  | {
      readonly kind: 'power';
      readonly surroundings: keyof typeof SURROUNDINGS;
      readonly bytesPerSecond: number;
      readonly repeats: number;
    };

/** What a task has found. */
export type TaskResult = { readonly falseAlarms: AlarmCounts } | { readonly power: PowerRow };

/**
 * Does tasks on all cores; their results come in the order of the tasks. Stops early when the signal says so: what was not
 * done by then is missing.
 */
export async function runTasks(
  tasks: readonly Task[],
  { onProgress, signal }: { onProgress: (done: number) => void; signal: AbortSignal },
): Promise<Array<TaskResult | undefined>> {
  const results: Array<TaskResult | undefined> = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL(import.meta.url));
    try {
      for (let n = next++; n < tasks.length && !signal.aborted; n = next++) {
        results[n] = await new Promise<TaskResult>((resolve, reject) => {
          worker.removeAllListeners();
          worker.once('message', resolve);
          worker.once('error', reject);
          worker.postMessage(tasks[n]);
        });
        done += 1;
        onProgress(done);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return results;
}

function perform(task: Task): TaskResult {
  return task.kind === 'power'
    ? { power: powerOf(task.surroundings, task.bytesPerSecond, task.repeats) }
    : { falseAlarms: countFalseAlarms(harmlessShape(task.shape), task.seed, task.days) };
}

if (!isMainThread)
  parentPort?.on('message', (task: Task) => {
    parentPort?.postMessage(perform(task));
  });
