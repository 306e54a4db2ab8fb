import type * as Inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { HeapgaugeError } from '../values/errors.js';

/** One call as V8 names it: lines and columns count from 1. */
export interface TrackedCall {
  readonly functionName: string;
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

/** Calls from the outermost on. */
type Calls = readonly TrackedCall[];

/** An object to look up: a heap snapshot's text in pieces, and the object's number in it. */
export interface ObjectLookup {
  readonly chunks: readonly string[];
  readonly id: number;
}

/** Longest heap snapshot that fits a string of V8's. */
const LONGEST_SNAPSHOT = 2 ** 29 - 25;

/**
 * Tells which stack allocated a given object, through the inspector's allocation tracking. V8 then takes down every
 * allocation's stack, and an answer takes a whole heap snapshot.
 */
export class ObjectTracker {
  readonly #session: Inspector.Session;
  #isStopped = false;
  /** Ends the wait for an answer of the inspector's, each. */
  readonly #waits = new Set<() => void>();
  /** Settles when the lookup before is over. */
  #last: Promise<unknown> = Promise.resolve();

  /** Throws where the inspector is not to be had. */
  constructor() {
    const { Session } = createRequire(import.meta.url)('node:inspector') as typeof Inspector;
    this.#session = new Session();
    this.#session.connect();
    this.#session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
  }

  /**
   * The calls that led to an object's allocation, the outermost first; `undefined` where it is older than the tracker.
   * One lookup waits for the other.
   *
   * @param aside does the lookup when its turn has come
   * @throws HeapgaugeError `ERR_HEAPGAUGE_HEAP_TOO_LARGE`, `ERR_HEAPGAUGE_NOT_TRACKING` where the tracker is stopped
   */
  callsTo(
    object: object,
    aside: (act: () => Promise<Calls | undefined>) => Promise<Calls | undefined>,
  ): Promise<Calls | undefined> {
    const answer = this.#last.then(() => aside(() => this.#callsTo(object)));
    this.#last = answer.then(
      () => undefined,
      () => undefined,
    );
    return answer;
  }

  stop(): void {
    this.#isStopped = true;
    for (const giveUp of this.#waits) giveUp();
    this.#session.disconnect();
  }

  async #callsTo(object: object): Promise<Calls | undefined> {
    const chunks = await this.#takeHeapSnapshot();
    // After the snapshot: it is what gives young objects their number.
    const id = await this.#numberOf(object);
    return lookUp({ chunks, id });
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
      await this.#post('HeapProfiler.takeHeapSnapshot');
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

  /** The inspector takes no object but by an expression, so it hangs on the global object for a moment. */
  async #numberOf(object: object): Promise<number> {
    const key = Symbol.for('heapgauge.object');
    const objectGroup = 'heapgauge.object';
    Object.defineProperty(globalThis, key, { value: object, configurable: true });
    try {
      const { result } = await this.#post<{ result: { objectId: string } }>('Runtime.evaluate', {
        expression: "globalThis[Symbol.for('heapgauge.object')]",
        objectGroup,
      });
      const { heapSnapshotObjectId } = await this.#post<{ heapSnapshotObjectId: string }>(
        'HeapProfiler.getHeapObjectId',
        { objectId: result.objectId },
      );
      return Number(heapSnapshotObjectId);
    } finally {
      Reflect.deleteProperty(globalThis, key);
      await this.#post('Runtime.releaseObjectGroup', { objectGroup });
    }
  }

  #post<T>(method: string, parameters: object = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      // A pending answer of the inspector keeps nothing alive by itself.
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
      this.#session.post(method, parameters, (error, result) => {
        end(() => {
          if (error === null) resolve(result as T);
          else reject(error);
        });
      });
    });
  }
}

function stopped(): HeapgaugeError {
  return new HeapgaugeError('ERR_HEAPGAUGE_NOT_TRACKING', 'tracing was stopped before the object was looked up');
}

/** Parses the snapshot on a thread of its own: off the application's heap, and unseen by its profiler. */
function lookUp(lookup: ObjectLookup): Promise<Calls | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./object-lookup-thread.js', import.meta.url), {
      name: 'heapgauge lookup',
      workerData: lookup,
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the lookup ended with code ${code}`));
    });
  });
}
