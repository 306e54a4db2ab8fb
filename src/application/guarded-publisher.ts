import type { ReportPublisher } from '../report/publisher.js';
import type { Report } from '../report/report.js';
import { reasonOf } from '../values/errors.js';
import type { Log } from '../values/log.js';

/** Publishes through a publisher that may be exchanged or absent; what the publisher throws is logged. */
export class GuardedPublisher {
  readonly #log: Log;
  #publisher: ReportPublisher | undefined;

  constructor(publisher: ReportPublisher | undefined, log: Log) {
    this.#publisher = publisher;
    this.#log = log;
  }

  /** Stops the present publisher and goes on with another one. */
  exchange(publisher: ReportPublisher | undefined): void {
    this.stop();
    this.#publisher = publisher;
  }

  publish(report: Report): void {
    this.#guard((publisher) => {
      publisher.publish(report);
    });
  }

  /** Publishes that nothing is known, until there is another report. */
  withdraw(): void {
    this.#guard((publisher) => {
      publisher.withdraw();
    });
  }

  /** Stops the present publisher; nothing is published until another one is there. */
  stop(): void {
    this.#guard((publisher) => {
      publisher.stop();
    });
    this.#publisher = undefined;
  }

  #guard(act: (publisher: ReportPublisher) => void): void {
    try {
      if (this.#publisher !== undefined) act(this.#publisher);
    } catch (error) {
      this.#log('error', `the meter provider threw: ${reasonOf(error)}`);
    }
  }
}
