import type { Report } from '../report/report.js';
import { memoryShares, profileBytes, type TooLargeProfile } from '../threads/memory-limits.js';
import type { ProfilerKeeper } from './profiler-keeper.js';

/** The interval of samples is multiplied by this where the sampler has died because it ran out of memory. */
const DEATH_FACTOR = 4;

/** Enlarges the interval between samples where the profile is too large for the memory that everything of ours may take. */
export class SamplingCoarsener {
  readonly #profiler: ProfilerKeeper;
  readonly #memoryBytes: number;

  constructor(profiler: ProfilerKeeper, memoryBytes: number) {
    this.#profiler = profiler;
    this.#memoryBytes = memoryBytes;
  }

  /** Answers a sampler that will not read the profile of a run, as that is too large. */
  fitProfile({ samples, nodes, factor }: TooLargeProfile, run: string): void {
    const { state } = this.#profiler;
    // Another run has begun since, perhaps with a larger interval.
    if (state.status !== 'running' || state.run !== run) return;
    const what = `${samples} samples of ${nodes} stacks are more than HEAPGAUGE_SAMPLER_MEMORY allows`;
    this.#profiler.coarsen(factor, what);
  }

  /** Answers a sampler that has run out of memory, unless its latest report shows a profile too small to be the reason. */
  fitAfterDeath(latest: Report | undefined): void {
    const mostBytes = memoryShares(this.#memoryBytes).profileBytes / 4;
    if (latest !== undefined && profileBytes(latest.sampler) <= mostBytes) return;
    this.#profiler.coarsen(DEATH_FACTOR, 'the sampler needed more memory than HEAPGAUGE_SAMPLER_MEMORY allows');
  }
}
