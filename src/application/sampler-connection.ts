import type { FromSampler, OpenSampler, ThreadData } from '../threads/messages.js';
import { startOwnWorker } from '../threads/own-worker.js';
import { ReadGate } from '../threads/read-gate.js';
import { reasonOf } from '../values/errors.js';

/** The old-generation limit of the sampler thread in MiB: beyond it the thread ends, and the application runs on. */
const THREAD_HEAP_MIB = 512;

/** Runs the sampler on a thread of its own. It throws where the process may not start one. */
export const openThread: OpenSampler = (start, receive, fail) => {
  const gate = new ReadGate();
  const worker = startOwnWorker('sampler/sampler-thread.js', {
    name: 'heapgauge',
    workerData: { start, gateCell: gate.cell } satisfies ThreadData,
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB },
  });
  let closing = false;
  worker.on('message', (message: FromSampler) => {
    receive(message);
  });
  worker.on('error', (error) => {
    if (!closing) fail(reasonOf(error));
  });
  const onProcessExit = (): void => {
    gate.spinUntilOpen();
  };
  process.on('exit', onProcessExit);
  worker.on('exit', (code) => {
    process.off('exit', onProcessExit);
    if (!closing) fail(`the sampler thread ended with code ${code}`);
  });
  // After the listeners: adding one for messages takes a reference again.
  worker.unref();
  return {
    send: (message) => {
      worker.postMessage(message);
    },
    keepAlive: (alive) => {
      if (alive) worker.ref();
      else worker.unref();
    },
    close: async () => {
      closing = true;
      await worker.terminate();
    },
  };
};

/** Runs the sampler on the application's thread, in a process that may not start another. It reads no profile there. */
export const openInProcess: OpenSampler = (start, receive, fail) => {
  // Loaded only where it is needed: elsewhere the sampler's code has its own thread.
  const sampler = import('../sampler/run-sampler.js').then(({ runSampler }) =>
    runSampler(start, receive, { memoryBytes: () => 0 }),
  );
  sampler.catch((error: unknown) => {
    fail(reasonOf(error));
  });
  let hold: NodeJS.Timeout | undefined;
  return {
    send: (message) => {
      void sampler.then(
        (running) => {
          running.receive(message);
        },
        () => undefined,
      );
    },
    keepAlive: (alive) => {
      clearInterval(hold);
      if (alive) hold = setInterval(() => undefined, 1000);
    },
    close: async () => {
      const running = await sampler;
      await running.close();
    },
  };
};
