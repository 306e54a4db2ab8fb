// Loaded with the program also where nothing is published: Node.js remembers for good that a file could not be loaded, as it
// could not where the process had no file descriptor left, and an import that is tried again fails again.
import { type MetricsPage, serveMetricsPage } from '../http/metrics-page.js';
import { type AlertmanagerClient, openClients } from '../publish/alertmanager-client.js';
import type { Report } from '../report/report.js';
import type { FromSampler } from '../threads/messages.js';
import type { MonitorSettings } from '../threads/settings.js';
import { MONOTONIC } from '../values/clock.js';
import { reasonOf } from '../values/errors.js';
import { callGuarded, type ErrorReceiver } from '../values/guard.js';
import { KeptOpen } from './kept-open.js';

/** The metrics page and the clients of Alertmanager: what a sampler publishes its reports through by itself. */
export class Outlets {
  readonly #page: KeptOpen<MetricsPage> | undefined;
  readonly #clients: KeptOpen<readonly AlertmanagerClient[]> | undefined;
  #latest: Report | undefined;

  /** Opens nothing yet. @param post takes what is to be said of them */
  constructor(
    { prometheus, alertmanager }: Pick<MonitorSettings, 'prometheus' | 'alertmanager'>,
    post: (message: FromSampler) => void,
  ) {
    if (prometheus !== false) this.#page = keptPage(prometheus, post, () => this.#latest);
    if (alertmanager !== false) this.#clients = keptClients(alertmanager, post, () => this.#latest);
  }

  /** The number of alerts that could not be delivered. */
  get alertFailures(): number {
    return (this.#clients?.opened ?? []).reduce((sum, { failures }) => sum + failures, 0);
  }

  /** Tries once to open everything; what cannot be opened is tried again later. Does not reject. */
  async open(): Promise<void> {
    await Promise.all([this.#page?.open(), this.#clients?.open()]);
  }

  /** Hands a report to all; where one of them fails, the others have it all the same. */
  publish(report: Report, failed: ErrorReceiver): void {
    this.#latest = report;
    callGuarded(() => this.#page?.opened?.publish(report), failed);
    for (const client of this.#clients?.opened ?? []) {
      callGuarded(() => {
        client.publish(report);
      }, failed);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#page?.close(), this.#clients?.close()]);
  }
}

function keptPage(
  address: Exclude<MonitorSettings['prometheus'], false>,
  post: (message: FromSampler) => void,
  latest: () => Report | undefined,
): KeptOpen<MetricsPage> {
  return new KeptOpen<MetricsPage>({
    open: () => serveMetricsPage(address),
    close: (page) => page.close(),
    onOpen: (page, failures) => {
      const report = latest();
      if (report !== undefined) page.publish(report);
      post({ type: 'metrics-page', page: { outcome: 'served', url: page.url, isLate: failures > 0 } });
    },
    onFailure: (error, isRetried) => {
      post({ type: 'metrics-page', page: { outcome: 'failed', problem: reasonOf(error), isRetried } });
    },
    clock: MONOTONIC,
  });
}

function keptClients(
  targets: Exclude<MonitorSettings['alertmanager'], false>,
  post: (message: FromSampler) => void,
  latest: () => Report | undefined,
): KeptOpen<readonly AlertmanagerClient[]> {
  const onFailure = (reason: string): void => {
    post({ type: 'alert-failure', reason });
  };
  return new KeptOpen<readonly AlertmanagerClient[]>({
    open: () => openClients(targets, onFailure),
    close: (clients) => {
      for (const client of clients) client.close();
    },
    onOpen: (clients) => {
      const report = latest();
      if (report !== undefined) for (const client of clients) client.publish(report);
    },
    onFailure: (error) => {
      onFailure(reasonOf(error));
    },
    clock: MONOTONIC,
  });
}
