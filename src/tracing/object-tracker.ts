import type * as Inspector from 'node:inspector';
import { startOwnWorker } from '../threads/own-worker.js';
import { type AnswerOf, type InspectorCommand, type ParametersOf, sendCommand } from '../v8/inspector-commands.js';
import { newSession } from '../v8/inspector.js';
import { HeapgaugeError } from '../values/errors.js';
import { whenIdle } from './when-idle.js';

/** One call as V8's allocation tracking names it; lines and columns count from 1. */
export interface TrackedCall {
  readonly functionName: string;
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

/** The calls of one stack, the outermost first. */
type Calls = readonly TrackedCall[];

/** An object to look up: the text of a heap snapshot in pieces, and the object's number in it. */
export interface ObjectLookup {
  readonly chunks: readonly string[];
  readonly id: number;
}

/** The length in characters of the longest heap snapshot that fits one of V8's strings. */
const LONGEST_SNAPSHOT = 2 ** 29 - 25;

/**
 * Finds the stack that allocated a given object, through the inspector's allocation tracking. While tracking, V8 records
 * the stack of every allocation, and each lookup takes a whole heap snapshot.
 */
export class ObjectTracker {
  readonly #session: Inspector.Session;
  readonly #endWaiting: () => void;
  #isStopped = false;
  /** One function for each command that is not answered yet; it ends the wait with an error. */
  readonly #waits = new Set<() => void>();
  /** The answers so far: V8 looks by address, and once the object has moved a second lookup may find another's stack. */
  readonly #answers = new WeakMap<object, Promise<Calls | undefined>>();
  /** Resolves when the latest lookup is over, whatever came of it. */
  #latest: Promise<unknown> = Promise.resolve();

  /** Starts tracking. Throws where there is no inspector. */
  constructor() {
    this.#session = newSession();
    this.#session.connect();
    this.#session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
    // V8 tracks with a timer that keeps the process alive and that nobody can let go.
    this.#endWaiting = whenIdle(() => {
      this.stop();
    });
  }

  /**
   * Finds the calls that led to an object's allocation, the outermost first, or `undefined` where the object is older
   * than the tracker. A lookup waits for the one before, and an object is looked up once.
   *
   * @param runLookup runs the lookup when its turn has come
   * @throws HeapgaugeError `ERR_HEAPGAUGE_HEAP_TOO_LARGE`, `ERR_HEAPGAUGE_NOT_TRACKING` where the tracker is stopped
   */
  callsTo(
    object: object,
    runLookup: (lookup: () => Promise<Calls | undefined>) => Promise<Calls | undefined>,
  ): Promise<Calls | undefined> {
    const known = this.#answers.get(object);
    if (known !== undefined) return known;
    const answer = this.#latest.then(() => runLookup(() => this.#callsTo(object)));
    this.#answers.set(object, answer);
    this.#latest = answer.then(
      () => undefined,
      () => {
        this.#answers.delete(object);
      },
    );
    return answer;
  }

  stop(): void {
    this.#isStopped = true;
    this.#endWaiting();
    for (const giveUp of this.#waits) giveUp();
    this.#session.disconnect();
  }

  async #callsTo(object: object): Promise<Calls | undefined> {
    const chunks = await this.#takeHeapSnapshot();
    // The snapshot has to come first: it is what gives young objects their number.
    const id = await this.#numberOf(object);
    return findOnThread({ chunks, id });
  }

  async #takeHeapSnapshot(): Promise<readonly string[]> {
    const chunks: string[] = [];
    let length = 0;
    const take = ({ params }: { params: { chunk: string } }): void => {
      length += params.chunk.length;
      if (length <= LONGEST_SNAPSHOT) chunks.push(params.chunk);
    };
    this.#session.on('HeapProfiler.addHeapSnapshotChunk', take);
    try {
      await this.#post('HeapProfiler.takeHeapSnapshot', {});
    } finally {
      this.#session.off('HeapProfiler.addHeapSnapshotChunk', take);
    }
    if (length > LONGEST_SNAPSHOT) {
      throw new HeapgaugeError(
        'ERR_HEAPGAUGE_HEAP_TOO_LARGE',
        'the heap is too large to look an object up in it: its snapshot exceeds 512 million characters',
      );
    }
    return chunks;
  }

  /** Asks for an object's number; the inspector takes objects by expression only, so it is global for a moment. */
  async #numberOf(object: object): Promise<number> {
    const key = Symbol.for('heapgauge.object');
    const objectGroup = 'heapgauge.object';
    Object.defineProperty(globalThis, key, { value: object, configurable: true });
    try {
      const expression = "globalThis[Symbol.for('heapgauge.object')]";
      const { result } = await this.#post('Runtime.evaluate', { expression, objectGroup });
      const { objectId } = result;
      const { heapSnapshotObjectId } = await this.#post('HeapProfiler.getHeapObjectId', { objectId });
      return Number(heapSnapshotObjectId);
    } finally {
      Reflect.deleteProperty(globalThis, key);
      await this.#post('Runtime.releaseObjectGroup', { objectGroup });
    }
  }

  #post<C extends InspectorCommand>(command: C, parameters: ParametersOf<C>): Promise<AnswerOf<C>> {
    return new Promise((resolve, reject) => {
      // A pending answer of the inspector does not keep the process alive.
      const hold = setInterval(() => undefined, 1000);
      const end = (settle: () => void): void => {
        clearInterval(hold);
        this.#waits.delete(giveUp);
        settle();
      };
      // A session that is disconnected neither answers nor takes a command.
      const giveUp = (): void => {
        end(() => {
          reject(stopped());
        });
      };
      if (this.#isStopped) {
        giveUp();
        return;
      }
      this.#waits.add(giveUp);
      sendCommand(this.#session, command, parameters, ([error, answer]) => {
        end(() => {
          if (error === null) resolve(answer);
          else reject(error);
        });
      });
    });
  }
}

function stopped(): HeapgaugeError {
  return new HeapgaugeError('ERR_HEAPGAUGE_NOT_TRACKING', 'tracing was stopped before the object was looked up');
}

/** Parses the snapshot on a thread of its own, off the application's heap and unseen by the profiler of that. */
function findOnThread(lookup: ObjectLookup): Promise<Calls | undefined> {
  return new Promise((resolve, reject) => {
    const worker = startOwnWorker('tracing/object-lookup-thread.js', {
      name: 'heapgauge lookup',
      workerData: lookup,
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the lookup ended with code ${code}`));
    });
  });
}
