import type { MetricsPage } from '../http/metrics-page.js';
import type { AlertmanagerClient } from '../publish/alertmanager-client.js';
import { alertsBetween } from '../report/changes.js';
import type { Report } from '../report/report.js';
import type { FromSampler, MetricsPageOutcome, SamplerStart, ToSampler } from '../threads/messages.js';
import { reasonOf } from '../values/errors.js';
import { Sampler, type SamplerPorts } from './sampler.js';

/** A sampler and its metrics page, running. */
export interface RunningSampler {
  receive(message: ToSampler): void;
  close(): Promise<void>;
}

/** Puts the sampler, the metrics page and the clients of Alertmanager together, on whichever thread this is called. */
export function runSampler(
  { settings, profiler, processStats }: SamplerStart,
  post: (message: FromSampler) => void,
  ports: Pick<SamplerPorts, 'read' | 'collect' | 'memoryBytes'>,
): RunningSampler {
  let page: MetricsPage | undefined;
  let alertmanagers: readonly AlertmanagerClient[] = [];
  let latest: Report | undefined;
  const sampler = new Sampler(
    settings,
    {
      ...ports,
      alertFailures: () => alertmanagers.reduce((sum, { failures }) => sum + failures, 0),
      onReport: (report) => {
        page?.publish(report);
        for (const client of alertmanagers) client.publish(report);
        post({ type: 'report', report, alerts: alertsBetween(latest, report) });
        latest = report;
      },
      onProfilerLost: (reason) => {
        post({ type: 'profiler-lost', reason });
      },
    },
    { profiler, processStats },
  );

  const served = Promise.all([openPage(), openAlertmanagers()]).then(
    (): MetricsPageOutcome => (page === undefined ? { outcome: 'none' } : { outcome: 'served', url: page.url }),
    (error: unknown): MetricsPageOutcome => ({ outcome: 'failed', problem: reasonOf(error) }),
  );
  // The page first: it is to show the very first report.
  void served.then((metricsPage) => {
    post({ type: 'ready', metricsPage });
    sampler.start();
  });

  async function openPage(): Promise<void> {
    if (settings.prometheus === false) return;
    // Loaded only where it is served: the OpenTelemetry SDK takes a few megabytes.
    const { serveMetricsPage } = await import('../http/metrics-page.js');
    page = await serveMetricsPage(settings.prometheus);
  }

  async function openAlertmanagers(): Promise<void> {
    if (settings.alertmanager === false) return;
    const { openClients } = await import('../publish/alertmanager-client.js');
    alertmanagers = openClients(settings.alertmanager, (reason) => {
      post({ type: 'alert-failure', reason });
    });
  }

  return {
    receive: (message) => {
      switch (message.type) {
        case 'process-stats':
          sampler.noteProcessStats(message.processStats);
          break;
        case 'collection':
          sampler.noteCollection(message.collection);
          break;
        case 'profiler':
          sampler.noteProfiler(message.profiler);
          break;
      }
    },
    close: async () => {
      sampler.stop();
      await served;
      sampler.stop();
      for (const client of alertmanagers) client.close();
      await page?.close();
    },
  };
}
