import { shortText } from '../values/short-name.js';
import { OLD_MARK_FUNCTION, YOUNG_MARK_FUNCTION } from './collection-mark.js';
import type { Profile } from './profile.js';
import { SENTINEL_FUNCTION } from './run-sentinel.js';

/** The part of the inspector's `HeapProfiler.SamplingHeapProfile` that is read here; lines and columns are 0-based. */
export interface RawProfile {
  readonly head: RawNode;
  readonly samples: ReadonlyArray<{ readonly size: number; readonly nodeId: number; readonly ordinal: number }>;
}

interface RawNode {
  readonly id: number;
  readonly selfSize: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children: readonly RawNode[];
}

/** The functions whose samples are no part of the profile. */
const OWN_FUNCTIONS: ReadonlySet<string> = new Set([SENTINEL_FUNCTION, YOUNG_MARK_FUNCTION, OLD_MARK_FUNCTION]);

/** Converts the inspector's answer, a tree of objects, to typed arrays, and leaves the run's sentinel and marks out. */
export function toProfile(raw: RawProfile): Profile {
  const order: RawNode[] = [];
  const parents: number[] = [];
  const pending: Array<{ node: RawNode; parent: number }> = [{ node: raw.head, parent: -1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const row = order.push(next.node) - 1;
    parents.push(next.parent);
    for (const child of next.node.children) pending.push({ node: child, parent: row });
  }

  const strings = new StringTable();
  const rowById = new Map<number, number>();
  /** The nodes of this package's sentinels and marks, by their function. */
  const own = new Map<number, string>();
  const count = order.length;
  const nodes = {
    count,
    parent: Int32Array.from(parents),
    id: new Int32Array(count),
    functionName: new Uint32Array(count),
    script: new Uint32Array(count),
    scriptId: new Int32Array(count),
    line: new Int32Array(count),
    column: new Int32Array(count),
    selfBytes: new Float64Array(count),
  };
  order.forEach((node, row) => {
    rowById.set(node.id, row);
    nodes.id[row] = node.id;
    nodes.selfBytes[row] = node.selfSize;
    const { functionName } = node.callFrame;
    // Builtins that they call have nodes of their own.
    const ownName = OWN_FUNCTIONS.has(functionName) ? functionName : own.get(order[parents[row] ?? -1]?.id ?? NaN);
    if (ownName !== undefined) own.set(node.id, ownName);
    nodes.functionName[row] = strings.indexOf(node.callFrame.functionName);
    nodes.script[row] = strings.indexOf(node.callFrame.url);
    nodes.scriptId[row] = Number(node.callFrame.scriptId);
    // The inspector counts from zero and says −1 for "nowhere".
    nodes.line[row] = node.callFrame.lineNumber + 1;
    nodes.column[row] = node.callFrame.columnNumber + 1;
  });

  const listed = own.size === 0 ? raw.samples : raw.samples.filter(({ nodeId }) => !own.has(nodeId));
  const samples = {
    count: listed.length,
    node: new Uint32Array(listed.length),
    weightBytes: new Float64Array(listed.length),
    ordinal: new Float64Array(listed.length),
  };
  listed.forEach((sample, row) => {
    samples.node[row] = rowById.get(sample.nodeId) ?? 0;
    samples.weightBytes[row] = sample.size;
    samples.ordinal[row] = sample.ordinal;
  });
  const counts = { [SENTINEL_FUNCTION]: 0, [YOUNG_MARK_FUNCTION]: 0, [OLD_MARK_FUNCTION]: 0 };
  if (listed.length < raw.samples.length) {
    for (const { nodeId } of raw.samples) {
      const name = own.get(nodeId);
      if (name !== undefined) counts[name as keyof typeof counts] += 1;
    }
  }
  const hasSentinel = counts[SENTINEL_FUNCTION] > 0;
  const marks = { young: counts[YOUNG_MARK_FUNCTION], old: counts[OLD_MARK_FUNCTION] };
  return { nodes, samples, strings: strings.values, hasSentinel, marks };
}

/**
 * The length in characters of the longest name of a function or script that is kept whole. It is beyond that of any path,
 * and below that of a module in a `data:` address.
 */
const LONGEST_TEXT = 4096;

/** Numbers texts in the order in which they first come, each once. */
class StringTable {
  readonly values: string[] = [];
  readonly #index = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#index.get(text);
    if (known !== undefined) return known;
    const index = this.values.push(shortText(text, LONGEST_TEXT)) - 1;
    this.#index.set(text, index);
    return index;
  }
}
