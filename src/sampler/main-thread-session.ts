import { Session } from 'node:inspector';
import type { ReadGate } from '../threads/read-gate.js';

/**
 * Asks the main thread over an inspector session, from a worker thread. It answers even in a synchronous loop.
 *
 * @param gate closed for as long as the session is connected
 */
export async function withMainThread<T>(gate: ReadGate, ask: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session();
  gate.close();
  session.connectToMainThread();
  try {
    return await ask(session);
  } finally {
    session.disconnect();
    gate.open();
  }
}
