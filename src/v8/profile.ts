/**
 * The tables of a heap profile: plain data, which the folders without V8 may import as types.
 */

/**
 * The call tree of a heap profile, one row for each node, in depth-first order: a parent stands before its children, and all
 * that is below it follows at once.
 */
export interface NodeTable {
  readonly count: number;
  /** The row of the calling node, −1 for the root. */
  readonly parent: Int32Array;
  /** V8's number of the node, which is the same in every read for as long as the node lives. */
  readonly id: Int32Array;
  /** Indexes into `strings`: V8's name of the function, empty for an anonymous one. */
  readonly functionName: Uint32Array;
  /**
   * Indexes into `strings`: the script's URL or path, empty for builtins, for scripts without one, and for scripts that V8
   * has collected.
   */
  readonly script: Uint32Array;
  /** V8's number of the script, which is never given twice in an isolate and outlives the script; 0 for builtins. */
  readonly scriptId: Int32Array;
  /** The 1-based line at which the function starts, 0 where there is none. */
  readonly line: Int32Array;
  /** The 1-based column at which the function starts, 0 where there is none. */
  readonly column: Int32Array;
  /**
   * V8's sum of the samples of the node itself: it has scaled and rounded once for all samples of one size. Absent where
   * nobody has asked for it.
   */
  readonly selfBytes?: Float64Array;
}

/** The live samples of a heap profile, one row for each sample, in no order. */
export interface SampleTable {
  readonly count: number;
  /** The row in the node table. */
  readonly node: Uint32Array;
  /**
   * The bytes that the sample stands for: V8 has scaled its object's size by 1 ∕ P(sampled), and rounded that factor until
   * `UnroundedWeights` undoes it.
   */
  readonly weightBytes: Float64Array;
  /** V8's number of the sample, which ascends while the profiler runs and is never given twice. */
  readonly ordinal: Float64Array;
}

/** One read of V8's sampling heap profiler. */
export interface Profile {
  readonly nodes: NodeTable;
  readonly samples: SampleTable;
  readonly strings: readonly string[];
  /**
   * True where this is a profile of the run that this package started last: it has the sample of that run's sentinel,
   * which is not among the samples here.
   */
  readonly hasSentinel?: boolean;
  /** The marks by which collections are told, see `makeCollectionMarks`, which are not among the samples. */
  readonly marks?: MarkSamples;
}

/** The numbers of samples of marks in the young and in the old generation. */
export interface MarkSamples {
  readonly young: number;
  readonly old: number;
}
