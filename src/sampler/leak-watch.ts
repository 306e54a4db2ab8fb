import type { StackTree } from '../growth/group-stacks.js';
import type { LeakingFunction } from '../growth/judged-function.js';
import { type FoundLeak, LeakFinder, type TreeGrowth } from '../growth/leak-finder.js';
import type { SuspectReport } from '../report/report.js';
import { KnownLeaks } from './known-leaks.js';
import { type LeakView, viewOf } from './leak-view.js';

/** A leak with the name that it goes on having, and what is shown of it. */
export interface NamedLeak {
  readonly id: string;
  readonly leak: FoundLeak<LeakingFunction>;
  readonly view: LeakView;
}

/** An exact view of a leak, and the most samples that one of it was made of. */
interface ExactView {
  readonly view: LeakView;
  readonly mostSamples: number;
}

/** An exact view takes the place of an earlier one where it is made of at least this share of the samples. */
const LEAST_SHARE_OF_SAMPLES = 0.5;

/** Something that grows, as far as it matters to whether V8 should inline less for some seconds. */
export interface GrowingLeak {
  /** The name of the function that was seen to grow, for as long as V8 inlines. */
  readonly id: string;
  /** The samples that come and stay, a second. */
  readonly birthsPerSecond: number;
  /** True where it has been seen without inlining. */
  readonly isExact: boolean;
}

/** Follows leaks from checkpoint to checkpoint, also beyond a restart of the profiler or the sampler. */
export class LeakWatch {
  readonly #known: KnownLeaks;
  #growth: TreeGrowth | undefined;
  #named: readonly NamedLeak[] = [];
  /** By the identity of the leak: once it has been seen without inlining, it is shown so, by the latest good view. */
  readonly #exact = new Map<string, ExactView>();
  #growing: readonly GrowingLeak[] = [];

  /** @param previous the suspects that were last reported by another sampler */
  constructor(previous?: readonly SuspectReport[]) {
    this.#known = new KnownLeaks(previous);
  }

  /** The leaks at the latest checkpoint. */
  get named(): readonly NamedLeak[] {
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
    this.#named = [];
    this.#growing = [];
    if (growth === undefined) return;
    if (growth.judged.length === 0) return;
    const finder = new LeakFinder(growth, {
      isExact,
      isKnown: this.#known.isName.bind(this.#known),
      isKnownCaller: this.#known.isCaller.bind(this.#known),
    });
    const leaking = growth.judged.filter((one) => one.state === 'leaking');
    const leaks = finder.find(leaking);
    const ids = this.#known.identify(leaks);
    this.#named = [...ids].map(([leak, id]) => ({ id, leak, view: this.#viewOf(id, leak, growth.paths.tree) }));
    const isAll = leaking.length === growth.judged.length;
    this.#growing = (isAll ? leaks : finder.find(growth.judged)).map((leak) => toGrowing(leak, growth.seconds));
  }

  /** Forgets the leaks that are not among the suspects of the latest report. */
  keep(suspects: readonly SuspectReport[]): void {
    const ids = new Set(suspects.map(({ id }) => id));
    this.#known.keep(ids);
    for (const id of this.#exact.keys()) if (!ids.has(id)) this.#exact.delete(id);
  }

  #viewOf(id: string, leak: FoundLeak, tree: StackTree): LeakView {
    const samples = leak.stacks.reduce((sum, stack) => sum + stack.samples, 0);
    const earlier = this.#exact.get(id);
    const mostSamples = Math.max(samples, earlier?.mostSamples ?? 0);
    if (earlier !== undefined && !(leak.isExact && samples >= LEAST_SHARE_OF_SAMPLES * mostSamples))
      return earlier.view;
    const view = viewOf(leak, tree);
    if (leak.isExact) this.#exact.set(id, { view, mostSamples });
    return view;
  }
}

function toGrowing(
  { evidence: { frame, from, births, deaths }, share, isExact }: FoundLeak,
  seconds: number,
): GrowingLeak {
  const samples = share * Math.max(0, births.samples - deaths.samples);
  return { id: frame.site, birthsPerSecond: seconds > from.seconds ? samples / (seconds - from.seconds) : 0, isExact };
}
