import { Session } from 'node:inspector';
import { HeapgaugeError } from '../errors.js';

/** One call as V8 names it: lines and columns count from 1. */
export interface TrackedCall {
  readonly functionName: string;
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

/** Longest heap snapshot that fits a string of V8's. */
const LONGEST_SNAPSHOT = 2 ** 29 - 25;

/** A heap snapshot, as far as it is read here: flat tables, a group of numbers a row. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: string[]; readonly trace_function_info_fields: string[] };
  };
  readonly nodes: readonly number[];
  readonly trace_function_infos: readonly number[];
  /** Rows of id, function, count, size and children, which are such a list again. */
  readonly trace_tree: TraceTree;
  readonly strings: readonly string[];
}

type TraceTree = ReadonlyArray<number | TraceTree>;

/**
 * Tells which stack allocated a given object, through the inspector's allocation tracking. V8 then takes down every
 * allocation's stack, and an answer takes a whole heap snapshot.
 */
export class ObjectTracker {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: true });
  }

  /**
   * The calls that led to an object's allocation, the outermost first; `undefined` where it is older than the tracker.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_HEAP_TOO_LARGE`
   */
  async callsTo(object: object): Promise<readonly TrackedCall[] | undefined> {
    const snapshot = await this.#takeHeapSnapshot();
    // After the snapshot: it is what gives young objects their number.
    return callsTo(snapshot, await this.#numberOf(object));
  }

  stop(): void {
    this.#session.disconnect();
  }

  async #takeHeapSnapshot(): Promise<HeapSnapshot> {
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
    return JSON.parse(chunks.join('')) as HeapSnapshot;
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
      this.#session.post(method, parameters, (error, result) => {
        clearInterval(hold);
        if (error === null) resolve(result as T);
        else reject(error);
      });
    });
  }
}

function callsTo(heap: HeapSnapshot, id: number): readonly TrackedCall[] | undefined {
  const { node_fields: fields, trace_function_info_fields: infoFields } = heap.snapshot.meta;
  const [idField, traceField] = [fields.indexOf('id'), fields.indexOf('trace_node_id')];
  for (let row = 0; row < heap.nodes.length; row += fields.length) {
    if (heap.nodes[row + idField] !== id) continue;
    const trace = heap.nodes[row + traceField] ?? 0;
    const path = trace === 0 ? undefined : pathTo(heap.trace_tree, trace);
    return path?.slice(1).map((info): TrackedCall => {
      const value = (field: string): number =>
        heap.trace_function_infos[info * infoFields.length + infoFields.indexOf(field)] ?? 0;
      return {
        functionName: heap.strings[value('name')] ?? '',
        script: heap.strings[value('script_name')] ?? '',
        line: value('line'),
        column: value('column'),
      };
    });
  }
  return undefined;
}

/** Functions from the root to a node of the tree; `undefined` where it is not there. */
function pathTo(tree: TraceTree, id: number): readonly number[] | undefined {
  for (let row = 0; row < tree.length; row += 5) {
    const info = tree[row + 1] as number;
    if (tree[row] === id) return [info];
    const path = pathTo(tree[row + 4] as TraceTree, id);
    if (path !== undefined) return [info, ...path];
  }
  return undefined;
}
