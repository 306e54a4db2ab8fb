import { Session } from 'node:inspector';
import type { ReadGate } from '../threads/read-gate.js';

/**
 * Asks the main thread over an inspector session, from a worker thread. It answers even in a synchronous loop.
 *
 * @param gate closed for as long as the session is connected
 * @returns rejects where it cannot be asked, and as soon as the process ends, whatever is still to be answered
 */
export async function withMainThread<T>(gate: ReadGate, ask: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session();
  const letGo = gate.close();
  try {
    session.connectToMainThread();
    return await Promise.race([ask(session), letGo.then(processEnds)]);
  } finally {
    session.disconnect();
    gate.open();
  }
}

function processEnds(): never {
  throw new Error('the process is ending');
}
