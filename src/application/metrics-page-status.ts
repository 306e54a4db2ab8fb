import type { MetricsPageOutcome } from '../threads/messages.js';
import type { MonitorSettings } from '../threads/settings.js';
import type { Log } from '../values/log.js';

/** Follows where the sampler serves the metrics page, and logs what a person should know about it. */
export class MetricsPageStatus {
  readonly #log: Log;
  readonly #onFailure: (error: Error) => void;
  #url: string | undefined;
  /** The port that the page was last served at, for a page at any free port. */
  #freePort = 0;

  /** Begins without a page. @param onFailure receives an error where the page cannot be served */
  constructor(log: Log, onFailure: (error: Error) => void) {
    this.#log = log;
    this.#onFailure = onFailure;
  }

  /** The address of the metrics page, while it is served. */
  get url(): string | undefined {
    return this.#url;
  }

  /** Gives the address to serve the page at: a free port that was taken is taken again, as somebody may scrape it. */
  addressFor(given: MonitorSettings['prometheus']): MonitorSettings['prometheus'] {
    return given === false || given.port > 0 ? given : { ...given, port: this.#freePort };
  }

  /** Takes in what came of an attempt to serve the page. */
  note(page: MetricsPageOutcome): void {
    if (page.outcome === 'failed') {
      this.#reportFailure(page);
      return;
    }
    this.#url = page.url;
    this.#freePort = Number(new URL(page.url).port);
    this.#log('info', `metrics at ${page.url}`);
    // Whoever has seen that there is none is to see the end of it.
    if (page.isLate) this.#log('warn', `the metrics page is served now, at ${page.url}`, { everyTime: true });
  }

  /** Takes in that the sampler has died, and the page with it. */
  noteLoss(): void {
    this.#url = undefined;
  }

  #reportFailure({ problem, isRetried }: { readonly problem: string; readonly isRetried: boolean }): void {
    const retry = isRetried ? '; it is tried again until it is served' : '';
    const text = `no metrics page: ${problem}; HEAPGAUGE_PORT or the option prometheus.port sets another port, 0 takes a free one${retry}`;
    this.#log('error', text);
    this.#onFailure(new Error(text));
  }
}
