import type { Frame } from '../snapshot/frame.js';
import type { TreeFunction } from './call-tree.js';
import { CheckpointTallies } from './checkpoint-tallies.js';
import type { Leak } from './verdict.js';

/** The numbers followed of one function that calls sites: of all that has it on its stack. */
export class CallerSeries {
  readonly frame: Frame;
  /** The tally of what was retained at each checkpoint. */
  readonly retained: CheckpointTallies = new CheckpointTallies();
  /** The present leak, as it was first judged. */
  leak: Leak | undefined;
  /** The latest checkpoint at which anything was retained, monotonic seconds. */
  heldSeconds: number | undefined;

  constructor(frame: Frame) {
    this.frame = frame;
  }
}

/** The share of the callers that make room for others once there are as many as may be. */
const SHARE_TO_DROP: number = 1 / 8;

/** The series of the functions that call sites. */
export class CallerRegistry {
  readonly #most: number;
  readonly #series = new Map<string, CallerSeries>();
  /** A function with no more samples than this is not worth one that made room. */
  #leastSamples = 0;

  /** Begins without callers. @param mostCallers the number of callers that are followed */
  constructor(mostCallers = 10_000) {
    this.#most = mostCallers;
  }

  get size(): number {
    return this.#series.size;
  }

  all(): Iterable<CallerSeries> {
    return this.#series.values();
  }

  find(site: string): CallerSeries | undefined {
    return this.#series.get(site);
  }

  /** Gives a function a series, `undefined` where there is no room for one of so few samples. */
  add({ frame }: TreeFunction, samples: number): CallerSeries | undefined {
    if (this.size >= this.#most || samples <= this.#leastSamples) return undefined;
    const series = new CallerSeries(frame);
    this.#series.set(frame.site, series);
    return series;
  }

  drop({ frame }: CallerSeries): void {
    this.#series.delete(frame.site);
  }

  /** Drops the callers of the fewest samples that are not leaking, where there are as many callers as may be. */
  makeRoom(samplesOf: (series: CallerSeries) => number): void {
    if (this.size < this.#most) {
      if (this.size < (1 - 2 * SHARE_TO_DROP) * this.#most) this.#leastSamples = 0;
      return;
    }
    const dropped = [...this.all()]
      .filter(({ leak }) => leak === undefined)
      .map((series) => ({ series, samples: samplesOf(series) }))
      .sort((a, b) => a.samples - b.samples)
      .slice(0, Math.ceil(SHARE_TO_DROP * this.#most));
    for (const { series } of dropped) this.drop(series);
    this.#leastSamples = dropped.at(-1)?.samples ?? 0;
  }
}
