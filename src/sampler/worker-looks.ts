import type { Session } from 'node:inspector';
import { isOwnFile } from '../snapshot/own-files.js';
import { plainPath } from '../symbols/plain-path.js';
import type { ReadGate } from '../threads/read-gate.js';
import type { WorkerRequest, WorkerSettings, WorkerState } from '../threads/worker-state.js';
import { toProfile } from '../v8/raw-profile.js';
import { settledWithin } from '../values/settled-within.js';
import { withMainThread } from './main-thread-session.js';
import type { HeapRead } from './read-heap.js';
import { present, readPauseSeconds } from './read-pause.js';
import { beginCall, call } from './worker-calls.js';
import { type WorkerSession, workerSessions, type WorkerThread } from './worker-session.js';

/**
 * The longest wait for worker threads to answer, in seconds. They do so while they compute, or wait for a lock; one that is in
 * a system call or in native code does not.
 */
const LONGEST_WAIT_SECONDS = 1;

/** The marks that are made before a read, by which the next collections are told. */
export type WantedMarks = 'none' | 'young' | 'both';

/** One read of a worker thread's heap profile. */
export interface WorkerRead extends HeapRead {
  /** The time at which marks were made before it, where any were: monotonic seconds. */
  readonly markedSeconds: number | undefined;
}

/** A worker thread that has said how it stands, for as long as it is looked at. */
export interface AnsweringWorker {
  readonly thread: WorkerThread;
  readonly state: WorkerState;
  /** Reads its heap profile. Rejects with the inspector's error, and where no answer comes in time. */
  read(marks: WantedMarks): Promise<WorkerRead>;
  /** Keeps V8 from inlining there, until {@link endZoom}. @returns the reason why that must not be, or `null` */
  beginZoom(): Promise<string | null>;
  /** Has V8 inline there again. @returns whether that had not been before */
  endZoom(): Promise<boolean>;
}

/** What is asked of worker threads. */
export interface WorkerPlan {
  readonly settings: WorkerSettings;
  /** Gives what a thread is told; `undefined` where it is to be left alone. */
  request(thread: WorkerThread): WorkerRequest | undefined;
  /** Is called with each thread that answers, one after the other. */
  visit(worker: AnsweringWorker): Promise<void>;
}

/** What came of a look at one worker thread. */
export interface WorkerLook {
  readonly thread: WorkerThread;
  /** `left-alone` where it was not asked, `silent` where it has not answered in time. */
  readonly outcome: 'answered' | 'silent' | 'left-alone';
  /** The error where it has answered with one. */
  readonly failure?: unknown;
}

/**
 * Looks at all worker threads that the watched thread has started, but for those of this package. It asks them all at once
 * how they stand, and then visits those that have answered one after the other.
 *
 * @returns one look for each thread that runs; rejects where the watched thread cannot be asked
 */
export function lookAtWorkers(gate: ReadGate, plan: WorkerPlan): Promise<WorkerLook[]> {
  return withMainThread(gate, async (session) => {
    const workers = await applicationWorkers(session);
    const looks = new Map<WorkerSession, WorkerLook>();
    const answering: AnsweringWorker[] = [];
    await settledWithin(
      LONGEST_WAIT_SECONDS,
      Promise.all(
        workers.map(async (worker) => {
          const { thread } = worker;
          const request = plan.request(thread);
          looks.set(worker, { thread, outcome: request === undefined ? 'left-alone' : 'silent' });
          if (request === undefined) return;
          try {
            const state = (await beginCall(worker, 'lookAtThread', plan.settings, request)) as WorkerState;
            answering.push(answeringWorker(worker, state));
            looks.set(worker, { thread, outcome: 'answered' });
          } catch (failure) {
            looks.set(worker, { thread, outcome: 'answered', failure });
          }
        }),
      ),
    );
    // Of those that answer later the next look has more.
    for (const worker of [...answering]) await plan.visit(worker);
    return [...looks.values()];
  });
}

/** Has all worker threads give up what was begun on them, as far as they answer. */
export async function leaveWorkers(gate: ReadGate): Promise<void> {
  await withMainThread(gate, async (session) => {
    const workers = await applicationWorkers(session);
    await Promise.all(workers.map((worker) => settledWithin(LONGEST_WAIT_SECONDS, call(worker, 'leaveThread'))));
  });
}

async function applicationWorkers(session: Session): Promise<readonly WorkerSession[]> {
  const workers = await workerSessions(session);
  return workers.filter(({ thread: { url } }) => !isOwnFile(plainPath(url)));
}

function answeringWorker(worker: WorkerSession, state: WorkerState): AnsweringWorker {
  return {
    thread: worker.thread,
    state,
    read: (marks) => inTime(readWorker(worker, state, marks)),
    beginZoom: () => inTime(call(worker, 'beginZoom') as Promise<string | null>),
    endZoom: () => inTime(call(worker, 'endZoom') as Promise<boolean>),
  };
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  if (await settledWithin(LONGEST_WAIT_SECONDS, answer)) return answer;
  throw new Error(`a worker thread has not answered within ${LONGEST_WAIT_SECONDS} s`);
}

async function readWorker(
  worker: WorkerSession,
  { sizes, profiler }: WorkerState,
  marks: WantedMarks,
): Promise<WorkerRead> {
  const asked = present();
  const markedSeconds =
    marks === 'none' || profiler.status === 'unavailable'
      ? undefined
      : ((await call(worker, 'markCollections', profiler.sampleIntervalBytes, marks === 'both')) as number);
  await worker.ask('Runtime.getHeapUsage', {});
  const served = present();
  const { profile } = await worker.ask('HeapProfiler.getSamplingProfile', {});
  const answered = present();
  return {
    profile: toProfile(profile),
    startSeconds: asked.seconds,
    endSeconds: answered.seconds,
    pauseSeconds: readPauseSeconds(asked, served, answered),
    heapUsedBytes: sizes.heapUsedBytes,
    markedSeconds,
  };
}
