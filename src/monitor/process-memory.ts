import type { LeakThresholds } from '../growth/thresholds.js';
import { Trend } from '../growth/trend.js';
import type { Report, SuspectReport } from './report.js';
import type { Vitals } from './vitals.js';
import { componentSuspect } from './suspects.js';

/** What a moment's memory is told from. */
export interface MemoryReading {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Estimate of the live traced bytes. */
  readonly tracedBytes: number;
  /** What heapgauge's own thread holds. */
  readonly ownBytes: number;
}

/** Accounts for the process's resident memory, and watches the parts of it that have no sites. */
export class ProcessMemory {
  readonly #external: Trend;
  readonly #other: Trend;

  constructor(thresholds: LeakThresholds) {
    this.#external = new Trend(thresholds);
    this.#other = new Trend(thresholds);
  }

  /** Takes in the present sizes. */
  note(seconds: number, { rssBytes, ownBytes }: MemoryReading, { heapCommittedBytes, externalBytes }: Vitals): void {
    this.#external.note(seconds, externalBytes);
    // Pages that V8 keeps for its heap come and go with its collections, which explains them; our own are explained too.
    this.#other.note(seconds, Math.max(0, rssBytes - heapCommittedBytes - externalBytes - ownBytes));
  }

  /** The components, which add up to the resident set. */
  components(
    { rssBytes, heapUsedBytes, tracedBytes: estimatedBytes }: Omit<MemoryReading, 'ownBytes'>,
    { externalBytes }: Vitals,
  ): Report['memory'] {
    const tracedBytes = Math.min(estimatedBytes, heapUsedBytes);
    return {
      rssBytes,
      tracedBytes,
      heapUntracedBytes: heapUsedBytes - tracedBytes,
      externalBytes,
      otherBytes: rssBytes - heapUsedBytes - externalBytes,
    };
  }

  /** Components that keep growing. */
  suspects({ externalBytes, otherBytes }: Report['memory'], dateOf: (seconds: number) => Date): SuspectReport[] {
    const suspects = [
      componentSuspect('external', this.#external.leak, { bytes: externalBytes, dateOf }),
      componentSuspect('other', this.#other.leak, { bytes: otherBytes, dateOf }),
    ];
    return suspects.filter((suspect) => suspect !== undefined);
  }
}
