/** The program of a thread that finds one object in a heap snapshot and answers with the calls that allocated it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ObjectLookup, TrackedCall } from './object-tracker.js';

/** The part of a heap snapshot that is read here: flat tables, in which a group of numbers is a row. */
interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: string[]; readonly trace_function_info_fields: string[] };
  };
  readonly nodes: readonly number[];
  readonly trace_function_infos: readonly number[];
  /** The tree of allocations: rows of id, function, count, size and children, which are such a tree again. */
  readonly trace_tree: TraceTree;
  readonly strings: readonly string[];
}

type TraceTree = ReadonlyArray<number | TraceTree>;

/** The number of fields of a row of the tree. */
const TRACE_FIELDS = 5;

const { chunks, id } = workerData as ObjectLookup;
parentPort?.postMessage(callsTo(JSON.parse(chunks.join('')) as HeapSnapshot, id));

function callsTo(heap: HeapSnapshot, object: number): readonly TrackedCall[] | undefined {
  const { node_fields: fields } = heap.snapshot.meta;
  const [idField, traceField] = [fields.indexOf('id'), fields.indexOf('trace_node_id')];
  for (let row = 0; row < heap.nodes.length; row += fields.length) {
    if (heap.nodes[row + idField] !== object) continue;
    const trace = heap.nodes[row + traceField] ?? 0;
    // Node 0 stands for what was there before the tracking; a path starts at V8's root.
    return trace === 0
      ? undefined
      : pathTo(heap.trace_tree, trace)
          ?.slice(1)
          .map((call) => callOf(heap, call));
  }
  return undefined;
}

/** Returns the functions from the root to a node of the tree, or `undefined` where the tree has no such node. */
function pathTo(tree: TraceTree, trace: number): readonly number[] | undefined {
  for (let row = 0; row < tree.length; row += TRACE_FIELDS) {
    const call = tree[row + 1] as number;
    if (tree[row] === trace) return [call];
    const path = pathTo(tree[row + TRACE_FIELDS - 1] as TraceTree, trace);
    if (path !== undefined) return [call, ...path];
  }
  return undefined;
}

function callOf({ snapshot, strings, trace_function_infos: infos }: HeapSnapshot, call: number): TrackedCall {
  const { trace_function_info_fields: fields } = snapshot.meta;
  const value = (field: string): number => infos[call * fields.length + fields.indexOf(field)] ?? 0;
  return {
    functionName: strings[value('name')] ?? '',
    script: strings[value('script_name')] ?? '',
    line: value('line'),
    column: value('column'),
  };
}
