import type { StackTree } from '../growth/group-stacks.js';
import type { LeakingFunction } from '../growth/judged-function.js';
import { findLeaks, type FoundLeak, type TreeGrowth } from '../growth/leak-finder.js';
import type { SuspectReport } from '../report/report.js';
import { KnownLeaks } from './known-leaks.js';

/** Leaks with the names that they go on having, and the call tree that their stacks are of. */
export interface NamedLeaks {
  readonly leaks: ReadonlyMap<FoundLeak<LeakingFunction>, string>;
  readonly tree: StackTree;
}

/** Something that grows, as far as it matters to whether V8 should inline less for some seconds. */
export interface GrowingLeak {
  /** The name of the function that was seen to grow, for as long as V8 inlines. */
  readonly id: string;
  /** The samples that come and stay, a second. */
  readonly birthsPerSecond: number;
  /** True where it has been seen without inlining. */
  readonly isExact: boolean;
}

const NO_LEAKS: NamedLeaks = {
  leaks: new Map(),
  tree: { parent: new Int32Array(0), frames: [], siteRows: new Int32Array(0) },
};

/** Follows leaks from checkpoint to checkpoint, also beyond a restart of the profiler or the sampler. */
export class LeakWatch {
  readonly #known: KnownLeaks;
  #growth: TreeGrowth | undefined;
  #named = NO_LEAKS;
  #growing: readonly GrowingLeak[] = [];

  /** @param previous the suspects that were last reported by another sampler */
  constructor(previous?: readonly SuspectReport[]) {
    this.#known = new KnownLeaks(previous);
  }

  /** The leaks at the latest checkpoint. */
  get named(): NamedLeaks {
    return this.#named;
  }

  /** Everything that grows at the latest checkpoint, whether it is judged to leak or not yet. */
  get growing(): readonly GrowingLeak[] {
    return this.#growing;
  }

  /**
   * Takes in the growth at the latest checkpoint; the same one again changes nothing.
   *
   * @param growth absent where nothing is known of growth
   * @param isExact says whether a sample was taken while V8 inlined nothing
   */
  note(growth: TreeGrowth | undefined, isExact: (ordinal: number) => boolean): void {
    if (growth === this.#growth) return;
    this.#growth = growth;
    this.#named = NO_LEAKS;
    this.#growing = [];
    if (growth === undefined) return;
    const knowledge = {
      isExact,
      isKnown: this.#known.isName.bind(this.#known),
      isKnownCaller: this.#known.isCaller.bind(this.#known),
    };
    if (growth.judged.length === 0) return;
    const leaking = growth.judged.filter((one) => one.state === 'leaking');
    this.#named = { leaks: this.#known.identify(findLeaks(growth, leaking, knowledge)), tree: growth.paths.tree };
    this.#growing = findLeaks(growth, growth.judged, knowledge).map((leak) => toGrowing(leak, growth.seconds));
  }

  /** Forgets the leaks that are not among the suspects of the latest report. */
  keep(suspects: readonly SuspectReport[]): void {
    this.#known.keep(new Set(suspects.map(({ id }) => id)));
  }
}

function toGrowing(
  { evidence: { frame, from, births, deaths }, share, isExact }: FoundLeak,
  seconds: number,
): GrowingLeak {
  const samples = share * Math.max(0, births.samples - deaths.samples);
  return { id: frame.site, birthsPerSecond: seconds > from.seconds ? samples / (seconds - from.seconds) : 0, isExact };
}
