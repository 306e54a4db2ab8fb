import type { Profile } from '../v8/profile.js';
import { likelyWeights } from './likely-weights.js';
import { objectSizes } from './object-sizes.js';

/** Weights whose exact value is remembered, so that it need not be worked out in each read. */
const MOST_WEIGHTS = 10_000;

/** A sample whose weight was estimated. */
interface EstimatedWeight {
  readonly listedBytes: number;
  readonly weightBytes: number;
}

/**
 * Undoes, read by read of one run of V8's profiler, what V8 does to the weights of samples: it rounds 1 ∕ P(sampled), so
 * that objects of 0.3 to 2.5 intervals are listed up to a third too small or too large. A sample whose weight can only be
 * estimated keeps its first estimate for as long as it is listed.
 */
export class UnroundedWeights {
  readonly #intervalBytes: number;
  /** The exact weight by the listed one; `undefined` where the listed one leaves a choice. */
  readonly #exact = new Map<number, number | undefined>();
  /** The samples of the latest read whose weight was estimated, by their ordinal. */
  #estimated = new Map<number, EstimatedWeight>();

  /** Begins without samples. @param intervalBytes mean spacing of samples, with which V8 was started */
  constructor(intervalBytes: number) {
    this.#intervalBytes = intervalBytes;
  }

  /**
   * Gives a read with the bytes that its samples stand for.
   *
   * @param since the ordinal after which samples count: older ones need not be estimated, and are left as V8 lists them
   */
  unround(profile: Profile, since = 0): Profile {
    // Every allocation is sampled then, at its own size.
    if (this.#intervalBytes === 1) return profile;
    const { count, node, ordinal, weightBytes: listed } = profile.samples;
    const weightBytes = Float64Array.from(listed);
    const estimated = new Map<number, EstimatedWeight>();
    const open: number[] = [];
    for (let row = 0; row < count; row += 1) {
      const listedBytes = listed[row] ?? 0;
      const exact = this.#exactOf(listedBytes);
      const its = ordinal[row] ?? 0;
      const known = exact === undefined ? this.#estimated.get(its) : undefined;
      if (exact !== undefined) weightBytes[row] = exact;
      else if (known?.listedBytes === listedBytes) {
        weightBytes[row] = known.weightBytes;
        estimated.set(its, known);
      } else if (its > since) open.push(row);
    }
    if (open.length > 0) {
      const likely = this.#estimate(profile, open);
      for (const row of open) {
        const listedBytes = listed[row] ?? 0;
        const its = { listedBytes, weightBytes: likely(node[row] ?? 0, listedBytes) ?? listedBytes };
        weightBytes[row] = its.weightBytes;
        estimated.set(ordinal[row] ?? 0, its);
      }
    }
    this.#estimated = estimated;
    return { ...profile, samples: { ...profile.samples, weightBytes } };
  }

  #exactOf(listedBytes: number): number | undefined {
    if (this.#exact.has(listedBytes)) return this.#exact.get(listedBytes);
    const [size, ...others] = objectSizes(listedBytes, this.#intervalBytes);
    const exact = others.length > 0 ? undefined : (size?.weightBytes ?? listedBytes);
    if (this.#exact.size >= MOST_WEIGHTS) this.#exact.clear();
    this.#exact.set(listedBytes, exact);
    return exact;
  }

  /**
   * Estimates the weights of all samples of some functions: those that have the samples in these rows.
   *
   * @returns the estimate by node and listed weight
   */
  #estimate(profile: Profile, rows: readonly number[]): (node: number, listedBytes: number) => number | undefined {
    const { nodes, samples } = profile;
    const functions = new Map<number, string>();
    const functionOf = (node: number): string => {
      const known = functions.get(node) ?? functionKey(profile, node);
      functions.set(node, known);
      return known;
    };
    const stacks = new Map(rows.map((row) => [functionOf(samples.node[row] ?? 0), new Map<number, Counts>()]));
    for (let row = 0; row < samples.count; row += 1) {
      const node = samples.node[row] ?? 0;
      const ofFunction = stacks.get(functionOf(node));
      if (ofFunction === undefined) continue;
      const counts = ofFunction.get(node) ?? new Map<number, number>();
      ofFunction.set(node, counts);
      const listedBytes = samples.weightBytes[row] ?? 0;
      counts.set(listedBytes, (counts.get(listedBytes) ?? 0) + 1);
    }
    const weights = new Map<string, Map<number, number>>();
    for (const [key, ofFunction] of stacks) {
      const weighed = [...ofFunction].map(([node, counts]) => ({
        groups: [...counts].map(([listedBytes, count]) => ({ listedBytes, samples: count })),
        bytes: nodes.selfBytes?.[node],
      }));
      weights.set(key, likelyWeights(weighed, this.#intervalBytes));
    }
    return (node, listedBytes) => weights.get(functionOf(node))?.get(listedBytes);
  }
}

/** The number of samples by their listed weight. */
type Counts = Map<number, number>;

/** Gives a name to the function of a node: that of a builtin, which allocates what others ask of it, has its caller's too. */
function functionKey({ nodes, strings }: Profile, node: number): string {
  let program = node;
  while (program > 0 && strings[nodes.script[program] ?? 0] === '') program = nodes.parent[program] ?? 0;
  const place = [nodes.script[program], nodes.line[program], nodes.column[program], nodes.functionName[program]];
  return `${place.join(' ')} ${nodes.functionName[node] ?? 0}`;
}
