import type { Report } from '../../../src/index.js';

/** What heapgauge has said of a process in all its reports. */
export interface FindingsSummary {
  readonly reports: number;
  /** The number of findings of each state: one for each site in each report. */
  readonly states: Readonly<Record<string, number>>;
  /** The sites that were ever `growing` or `leaking`, and the seconds of uptime at the first time. */
  readonly grew: ReadonlyArray<{ readonly site: string; readonly state: string; readonly atSeconds: number }>;
  /** The suspects there ever were, and the seconds of uptime at the first time. */
  readonly suspects: ReadonlyArray<{ readonly site: string; readonly atSeconds: number }>;
  /** Seconds of uptime at which the time to the limit was first there; `null` where it never was. */
  readonly limitKnownAtSeconds: number | null;
  readonly collectionsAskedFor: number;
  /** The pauses of those, all together. */
  readonly collectionPauseSeconds: number;
  readonly zooms: number;
  readonly reads: number;
  readonly failures: number;
  readonly maxPauseSeconds: number;
  readonly rssBytes: number;
}

/** Sums up the reports of a process, one by one. */
export class Findings {
  #reports = 0;
  readonly #states = new Map<string, number>();
  readonly #grew = new Map<string, { site: string; state: string; atSeconds: number }>();
  readonly #suspects = new Map<string, { site: string; atSeconds: number }>();
  #limitKnownAtSeconds: number | null = null;
  #latest: Report | undefined;

  /** Adds a report, unless it is the same as the one before. */
  add(report: Report): void {
    if (report.time === this.#latest?.time) return;
    this.#latest = report;
    this.#reports += 1;
    const { uptimeSeconds: atSeconds } = report;
    for (const { site, state } of report.sites) {
      this.#states.set(state, (this.#states.get(state) ?? 0) + 1);
      const key = `${state} ${site}`;
      if ((state === 'growing' || state === 'leaking') && !this.#grew.has(key)) {
        this.#grew.set(key, { site, state, atSeconds });
      }
    }
    for (const { id, site } of report.suspects) {
      if (!this.#suspects.has(id)) this.#suspects.set(id, { site, atSeconds });
    }
    if (report.heap.secondsToLimit !== null) this.#limitKnownAtSeconds ??= atSeconds;
  }

  summary(): FindingsSummary {
    const { sampler, memory } = this.#latest ?? {};
    return {
      reports: this.#reports,
      states: Object.fromEntries(this.#states),
      grew: [...this.#grew.values()],
      suspects: [...this.#suspects.values()],
      limitKnownAtSeconds: this.#limitKnownAtSeconds,
      collectionsAskedFor: sampler?.collections ?? 0,
      collectionPauseSeconds: sampler?.collectionPauseSeconds ?? 0,
      zooms: sampler?.zooms ?? 0,
      reads: sampler?.reads ?? 0,
      failures: sampler?.failures ?? 0,
      maxPauseSeconds: sampler?.maxPauseSeconds ?? 0,
      rssBytes: memory?.rssBytes ?? 0,
    };
  }
}
