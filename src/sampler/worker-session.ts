import type { Session } from 'node:inspector';
import { type AnswerOf, type InspectorCommand, type ParametersOf, sendCommand } from '../v8/inspector-commands.js';

/** A worker thread of the application, as Node.js knows it. */
export interface WorkerThread {
  /** Its number, which Node.js gives no other thread of the process. */
  readonly id: string;
  /** The address of its entry file; empty or no address where its code was given as text. */
  readonly url: string;
}

/** Sends commands to one worker thread, and gives its answers. */
export interface WorkerSession {
  readonly thread: WorkerThread;
  /** Rejects with the inspector's error, and where the thread ends before it answers. */
  ask<C extends InspectorCommand>(command: C, parameters: ParametersOf<C>): Promise<AnswerOf<C>>;
}

/** A message of the inspector from a worker thread, as text. */
interface WorkerMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The parts of the events that say what becomes of worker threads. */
interface WorkerEvents {
  'NodeWorker.attachedToWorker': {
    readonly sessionId: string;
    readonly workerInfo: { readonly workerId: string; readonly url: string };
  };
  'NodeWorker.detachedFromWorker': { readonly sessionId: string };
  'NodeWorker.receivedMessageFromWorker': { readonly sessionId: string; readonly message: string };
}

/**
 * Opens a session with each worker thread that the watched thread has started, for as long as the session with that one is
 * connected. All that is said passes through the watched thread, some 20 µs a kilobyte.
 */
export async function workerSessions(session: Session): Promise<readonly WorkerSession[]> {
  const sessions = new Map<string, SessionOfWorker>();
  const on = <E extends keyof WorkerEvents>(event: E, receive: (parameters: WorkerEvents[E]) => void): void => {
    session.on(event as string, ({ params }: { params: WorkerEvents[E] }) => {
      receive(params);
    });
  };
  on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo: { workerId, url } }) => {
    sessions.set(sessionId, new SessionOfWorker(session, sessionId, { id: workerId, url }));
  });
  on('NodeWorker.detachedFromWorker', ({ sessionId }) => {
    sessions.get(sessionId)?.end();
    sessions.delete(sessionId);
  });
  on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) => {
    sessions.get(sessionId)?.receive(JSON.parse(message) as WorkerMessage);
  });
  // The threads that run are told of before this is answered.
  await asked(session, 'NodeWorker.enable', { waitForDebuggerOnStart: false });
  return [...sessions.values()];
}

class SessionOfWorker implements WorkerSession {
  readonly thread: WorkerThread;
  readonly #carrier: Session;
  readonly #sessionId: string;
  readonly #pending = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  #sent = 0;

  constructor(carrier: Session, sessionId: string, thread: WorkerThread) {
    this.#carrier = carrier;
    this.#sessionId = sessionId;
    this.thread = thread;
  }

  async ask<C extends InspectorCommand>(command: C, parameters: ParametersOf<C>): Promise<AnswerOf<C>> {
    const id = (this.#sent += 1);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    const message = JSON.stringify({ id, method: command, params: parameters });
    asked(this.#carrier, 'NodeWorker.sendMessageToWorker', { sessionId: this.#sessionId, message }).catch(
      (error: unknown) => {
        this.receive({ id, error: { message: String(error) } });
      },
    );
    return await answer;
  }

  receive({ id, result, error }: WorkerMessage): void {
    if (id === undefined) return;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error.message));
  }

  /** Ends what waits for an answer, as the thread has ended. */
  end(): void {
    for (const { reject } of this.#pending.values()) reject(new Error('the worker thread has ended'));
    this.#pending.clear();
  }
}

function asked<C extends InspectorCommand>(
  session: Session,
  command: C,
  parameters: ParametersOf<C>,
): Promise<AnswerOf<C>> {
  return new Promise((resolve, reject) => {
    sendCommand(session, command, parameters, ([error, answer]) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}
