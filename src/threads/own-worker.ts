import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a worker thread that runs a program of this package and nothing of the application's: neither its `--import`
 * flags nor those in `NODE_OPTIONS`. Throws where threads are withheld.
 */
export function startOwnWorker(
  program: URL,
  options: Pick<WorkerOptions, 'name' | 'workerData' | 'resourceLimits'>,
): Worker {
  return new Worker(program, { ...options, execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } });
}
