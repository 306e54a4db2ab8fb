import {
  type FromSampler,
  type OpenSampler,
  OUT_OF_MEMORY,
  type SamplerDeath,
  type ToSampler,
  type ThreadData,
} from '../threads/messages.js';
import { threadLimits } from '../threads/memory-limits.js';
import { startOwnWorker } from '../threads/own-worker.js';
import { ReadGate } from '../threads/read-gate.js';
import { collectAsUsual } from '../v8/early-collection.js';
import { reasonOf } from '../values/errors.js';
import { guarded } from '../values/guard.js';
import { clearInterval, setInterval } from '../values/runtime-timers.js';
import { isError } from '../values/is-error.js';
import { settledWithin } from '../values/settled-within.js';
import { endBeforeExit, openBeforeExit } from './exit-gates.js';
import { followZooms } from './zoom-gates.js';

/** The most messages that wait for a thread that takes none, as while it is stopped: later ones are not sent. */
const MOST_UNTAKEN = 1000;

/** The longest wait for a sampler to stop in good order, before it is ended. */
const LONGEST_STOP_SECONDS = 2;

/** The longest wait for the end of a sampler: a thread that waits for a hung disk does not end. */
const LONGEST_CLOSE_SECONDS = 5;

/** Runs the sampler on a thread of its own. It throws where the process may not start one. */
export const openThread: OpenSampler = (start, receive, fail) => {
  const gate = new ReadGate();
  const zoomGate = new ReadGate();
  const loadGate = new ReadGate();
  const worker = startOwnWorker('sampler/sampler-thread.js', {
    name: 'heapgauge',
    workerData: { start, gateCell: gate.cell, zoomCell: zoomGate.cell, loadCell: loadGate.cell } satisfies ThreadData,
    resourceLimits: threadLimits(start.settings.samplerMemoryBytes),
  });
  let closing = false;
  let noteStopped: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    noteStopped = resolve;
  });
  /** The number of messages since the thread was last heard of. */
  let untaken = 0;
  worker.on(
    'message',
    guarded((message: FromSampler) => {
      untaken = 0;
      if (message.type === 'stopped') noteStopped();
      else if (!closing) receive(message);
    }, ignore),
  );
  const end = guarded((death: SamplerDeath) => {
    if (!closing) fail(death);
  }, ignore);
  worker.on('error', (error) => {
    end(deathOf(error));
  });
  const noteEnd = [...[gate, zoomGate].map(openBeforeExit), endBeforeExit(loadGate), followZooms(zoomGate)];
  worker.on('exit', (code) => {
    // It may have ended while it was loading.
    loadGate.open();
    for (const note of noteEnd) note();
    noteStopped();
    // It may have ended while it waited for a collection.
    collectAsUsual();
    end({ reason: `its thread ended with code ${code}`, cause: 'other' });
  });
  // After the listeners: adding one for messages takes a reference again.
  worker.unref();
  return {
    send: (message) => {
      // What the profiler does has to be known; it comes seldom.
      if (untaken >= MOST_UNTAKEN && message.type !== 'profiler') return;
      untaken += 1;
      worker.postMessage(message);
    },
    keepAlive: (alive) => {
      if (alive) worker.ref();
      else worker.unref();
    },
    close: async () => {
      closing = true;
      worker.postMessage({ type: 'stop' } satisfies ToSampler);
      // Node.js aborts the process where a thread is ended while it loads its program.
      await settledWithin(LONGEST_STOP_SECONDS, stopped);
      const ended = loadGate.waitUntilOpen().then(() => worker.terminate());
      const isClosed = await settledWithin(LONGEST_CLOSE_SECONDS, ended);
      if (!isClosed) worker.unref();
    },
  };
};

/** Runs the sampler on the application's thread, in a process that may not start another. It reads no profile there. */
export const openInProcess: OpenSampler = (start, receive, fail) => {
  // Loaded only where it is needed: elsewhere the sampler's code has its own thread.
  const sampler = import('../sampler/run-sampler.js').then(({ runSampler }) =>
    runSampler(start, receive, { memoryBytes: () => 0 }),
  );
  let hold: NodeJS.Timeout | undefined;
  let isOver = false;
  const keepAlive = (alive: boolean): void => {
    clearInterval(hold);
    if (alive && !isOver) hold = setInterval(() => undefined, 1000);
  };
  const letGo = (): void => {
    isOver = true;
    keepAlive(false);
  };
  sampler.catch((error: unknown) => {
    letGo();
    fail(deathOf(error));
  });
  return {
    send: (message) => {
      sampler
        .then((running) => {
          running.receive(message);
        })
        .catch(ignore);
    },
    keepAlive,
    close: async () => {
      await settledWithin(
        LONGEST_CLOSE_SECONDS,
        sampler.then((running) => running.close()),
      );
      letGo();
    },
  };
};

function ignore(): void {
  // Whoever receives messages says what fails in that; of a sampler that has failed nothing more is to be said.
}

/** Tells a death by the code of what the thread has thrown. */
function deathOf(error: unknown): SamplerDeath {
  const code = isError(error) && 'code' in error ? error.code : undefined;
  const reason = reasonOf(error);
  if (code === OUT_OF_MEMORY) return { reason, cause: 'memory' };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return { reason, cause: 'missing' };
  return { reason, cause: 'other' };
}
