/** The inspector's `HeapProfiler.SamplingHeapProfile`, as far as it is read here. Its lines and columns are 0-based. */
export interface RawProfile {
  readonly head: RawNode;
  readonly samples: ReadonlyArray<{ readonly size: number; readonly nodeId: number; readonly ordinal: number }>;
}

interface RawNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children: readonly RawNode[];
}

/** The call tree of a heap profile, one row a node; a parent always stands before its children. */
export interface NodeTable {
  readonly count: number;
  /** Row of the calling node, −1 for the root. */
  readonly parent: Int32Array;
  /** Index into `strings`: V8's name of the function, empty for an anonymous one. */
  readonly functionName: Uint32Array;
  /** Index into `strings`: the script's URL or path, empty for builtins. */
  readonly script: Uint32Array;
  /** 1-based line of the function's start, 0 where there is none. */
  readonly line: Int32Array;
  /** 1-based column of the function's start, 0 where there is none. */
  readonly column: Int32Array;
}

/** The live samples of a heap profile, one row a sample, in no order. */
export interface SampleTable {
  readonly count: number;
  /** Row in the node table. */
  readonly node: Uint32Array;
  /** Bytes the sample stands for: V8 has scaled its object's size by 1 ∕ P(sampled). */
  readonly weightBytes: Float64Array;
  /** V8's number of the sample, ascending over the profiler's life and never given twice. */
  readonly ordinal: Float64Array;
}

/** One read of V8's sampling heap profiler. */
export interface Profile {
  readonly nodes: NodeTable;
  readonly samples: SampleTable;
  readonly strings: readonly string[];
}

/** Turns the inspector's answer, a tree of objects, into typed arrays. */
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
  const count = order.length;
  const nodes = {
    count,
    parent: Int32Array.from(parents),
    functionName: new Uint32Array(count),
    script: new Uint32Array(count),
    line: new Int32Array(count),
    column: new Int32Array(count),
  };
  order.forEach((node, row) => {
    rowById.set(node.id, row);
    nodes.functionName[row] = strings.indexOf(node.callFrame.functionName);
    nodes.script[row] = strings.indexOf(node.callFrame.url);
    // The inspector counts from zero and says −1 for "nowhere".
    nodes.line[row] = node.callFrame.lineNumber + 1;
    nodes.column[row] = node.callFrame.columnNumber + 1;
  });

  const samples = {
    count: raw.samples.length,
    node: new Uint32Array(raw.samples.length),
    weightBytes: new Float64Array(raw.samples.length),
    ordinal: new Float64Array(raw.samples.length),
  };
  raw.samples.forEach((sample, row) => {
    samples.node[row] = rowById.get(sample.nodeId) ?? 0;
    samples.weightBytes[row] = sample.size;
    samples.ordinal[row] = sample.ordinal;
  });
  return { nodes, samples, strings: strings.values };
}

class StringTable {
  readonly values: string[] = [];
  readonly #index = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#index.get(text);
    if (known !== undefined) return known;
    const index = this.values.push(text) - 1;
    this.#index.set(text, index);
    return index;
  }
}
