import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A session on this thread's inspector that no function of this thread sees, as one of DevTools. */
export interface UnseenProfiler {
  /** Sends a command and resolves to true where it succeeded. */
  ask(command: string, parameters?: object): Promise<boolean>;
  end(): Promise<void>;
}

const PROGRAM = `
  const { parentPort } = require('node:worker_threads');
  const { Session } = require('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  parentPort.on('message', ({ command, parameters }) => {
    session.post(command, parameters, (error) => parentPort.postMessage(error === null));
  });
`;

/** Opens a session from another thread. */
export function unseenProfiler(): UnseenProfiler {
  const worker = new Worker(PROGRAM, { eval: true });
  return {
    ask: async (command, parameters = {}) => {
      worker.postMessage({ command, parameters });
      const [succeeded] = (await once(worker, 'message')) as [boolean];
      return succeeded;
    },
    end: async () => {
      await worker.terminate();
    },
  };
}
