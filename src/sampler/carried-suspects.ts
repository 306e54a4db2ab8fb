import { OVER_SHARE, RECENT_SPAN_SHARE } from '../growth/constants.js';
import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteEstimates } from '../growth/sample-lifetimes.js';
import { addTally, emptyTally } from '../snapshot/estimate.js';
import type { FoundSuspect } from './leak-states.js';

/**
 * The time for which a suspect is carried while a new run measures growth, as a multiple of the shortest span. Most leaks are
 * found within four spans; after that nobody knows whether this one goes on.
 */
export const LONGEST_SPANS = 4;

/** What is seen at one report, to judge by whether what was suspected before still leaks. */
export interface PresentRun {
  /** The run of the profiler; `undefined` while none runs. */
  readonly run: string | undefined;
  readonly estimate: SiteEstimates | undefined;
  readonly intervalBytes: number;
  readonly monotonicSeconds: number;
  readonly date: Date;
  /** False while the application's thread does not answer, or reads fail. */
  readonly isReading: boolean;
}

/**
 * Keeps suspects that were found before the profiler or the sampler was started again. A new run knows nothing of them
 * at first, which is no sign that they leak no more: each is carried until the new run finds it again, measures that its
 * growth has ended, or has watched for so long that nobody knows.
 */
export class CarriedSuspects {
  readonly #spanSeconds: number;
  /** The suspects of the latest report. */
  #latest: readonly FoundSuspect[];
  #isFirst = true;
  #run: string | undefined;
  /** The time for which the present run has measured growth. */
  #measuredSeconds = 0;
  /** The times of the first report and of the latest, monotonic. */
  #startSeconds = 0;
  #latestSeconds = 0;

  /** @param previous the suspects that another sampler has last reported */
  constructor({ spanSeconds }: { readonly spanSeconds: number }, previous: readonly FoundSuspect[] = []) {
    this.#spanSeconds = spanSeconds;
    this.#latest = previous;
  }

  /** Returns the suspects of the present run, and those that are carried. */
  merge(found: readonly FoundSuspect[], present: PresentRun): FoundSuspect[] {
    const { run, monotonicSeconds, date } = present;
    if (this.#isFirst) this.#startSeconds = monotonicSeconds;
    const passedSeconds = this.#isFirst ? 0 : monotonicSeconds - this.#latestSeconds;
    this.#latestSeconds = monotonicSeconds;
    const isOtherRun = this.#isFirst || run !== this.#run;
    this.#run = run;
    // Time in which sites cannot be read, or no collection comes, does not show that a leak is over.
    const isMeasured = present.isReading && (present.estimate?.windowSeconds ?? null) !== null;
    this.#measuredSeconds = isOtherRun ? 0 : this.#measuredSeconds + (isMeasured ? passedSeconds : 0);
    const unmeasuredSince = date.toISOString();
    const carried = this.#latest
      .map((suspect) => {
        // Of the components without sites only a sampler knows, and another one has them all to learn.
        const isLost = isOtherRun && (this.#isFirst || suspect.component === 'traced');
        return isLost ? { ...suspect, unmeasuredSince: suspect.unmeasuredSince ?? unmeasuredSince } : suspect;
      })
      .filter((suspect) => suspect.unmeasuredSince !== null)
      .filter((suspect) => !found.some((one) => isSame(one, suspect)) && !this.#isOver(suspect, present));
    this.#isFirst = false;
    this.#latest = [...found, ...carried];
    return [...this.#latest];
  }

  #isOver(suspect: FoundSuspect, { run, estimate, intervalBytes, monotonicSeconds }: PresentRun): boolean {
    const isTraced = suspect.component === 'traced';
    // While no profiler runs, nothing is learned of sites.
    if (isTraced && run === undefined) return false;
    const watchedSeconds = isTraced ? this.#measuredSeconds : monotonicSeconds - this.#startSeconds;
    if (watchedSeconds >= LONGEST_SPANS * this.#spanSeconds) return true;
    const seconds = estimate?.windowSeconds ?? 0;
    if (!isTraced || seconds < RECENT_SPAN_SHARE * this.#spanSeconds) return false;
    const [births, deaths] = [emptyTally(), emptyTally()];
    const allocators = new Set([suspect.site, ...suspect.parts.map(({ site }) => site)]);
    for (const one of estimate?.sites ?? []) {
      if (!allocators.has(one.place.site)) continue;
      addTally(births, one.births);
      addTally(deaths, one.deaths);
    }
    const { upper } = growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
    return upper < OVER_SHARE * suspect.bytesPerSecond;
  }
}

function isSame(a: FoundSuspect, b: FoundSuspect): boolean {
  return a.id === b.id && a.component === b.component && a.thread === b.thread;
}
