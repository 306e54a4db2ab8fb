import type { MetricsPage } from '../http/metrics-page.js';
import type { AlertmanagerClient } from '../publish/alertmanager-client.js';
import { alertsBetween } from '../report/changes.js';
import type { Report } from '../report/report.js';
import type { FromSampler, MetricsPageOutcome, SamplerStart, ToSampler } from '../threads/messages.js';
import { reasonOf } from '../values/errors.js';
import { callGuarded, guarded } from '../values/guard.js';
import { FailureNotices } from './failure-notices.js';
import { Sampler, type SamplerPorts } from './sampler.js';

/** A sampler and its metrics page, running. */
export interface RunningSampler {
  receive(message: ToSampler): void;
  close(): Promise<void>;
}

/** Puts the sampler, the metrics page and the clients of Alertmanager together, on whichever thread this is called. */
export function runSampler(
  { settings, ...start }: SamplerStart,
  post: (message: FromSampler) => void,
  ports: Pick<SamplerPorts, 'read' | 'collect' | 'memoryBytes'>,
): RunningSampler {
  let page: MetricsPage | undefined;
  let alertmanagers: readonly AlertmanagerClient[] = [];
  let latest = start.previous;
  const warn = (text: string): void => {
    post({ type: 'notice', level: 'warn', text });
  };
  const notices = new FailureNotices(warn);
  const sampler = new Sampler(
    settings,
    {
      ...ports,
      alertFailures: () => alertmanagers.reduce((sum, { failures }) => sum + failures, 0),
      onReport: publish,
      warn,
      onProfilerLost: (reason) => {
        post({ type: 'profiler-lost', reason });
      },
    },
    start,
  );

  const opened = Promise.all([openPage(), openAlertmanagers()]).then(([metricsPage]) => {
    post({ type: 'ready', metricsPage });
    // The page first: it is to show the very first report.
    sampler.start();
  });
  callGuarded(
    () => opened,
    (error) => {
      notices.note('the sampler has not started', error, 'nothing is read');
    },
  );

  /** Hands a report to everybody who takes it; where one of them fails, the others have it all the same. */
  function publish(report: Report): void {
    const alerts = alertsBetween(latest, report);
    latest = report;
    const failed = (error: unknown): void => {
      notices.note('a report could not be published', error, 'the next one is tried again');
    };
    callGuarded(() => page?.publish(report), failed);
    for (const client of alertmanagers) {
      callGuarded(() => {
        client.publish(report);
      }, failed);
    }
    callGuarded(() => {
      post({ type: 'report', report, alerts });
    }, failed);
  }

  function receive(message: ToSampler): void {
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
  }

  async function openPage(): Promise<MetricsPageOutcome> {
    if (settings.prometheus === false) return { outcome: 'none' };
    try {
      // Loaded only where it is served: the OpenTelemetry SDK takes a few megabytes.
      const { serveMetricsPage } = await import('../http/metrics-page.js');
      page = await serveMetricsPage(settings.prometheus);
      return { outcome: 'served', url: page.url };
    } catch (error) {
      return { outcome: 'failed', problem: reasonOf(error) };
    }
  }

  async function openAlertmanagers(): Promise<void> {
    if (settings.alertmanager === false) return;
    try {
      const { openClients } = await import('../publish/alertmanager-client.js');
      alertmanagers = openClients(settings.alertmanager, (reason) => {
        post({ type: 'alert-failure', reason });
      });
    } catch (error) {
      post({ type: 'alert-failure', reason: reasonOf(error) });
    }
  }

  return {
    receive: guarded(receive, (error) => {
      notices.note('a message of the application could not be taken in', error, 'the next one is');
    }),
    close: async () => {
      sampler.stop();
      await opened;
      sampler.stop();
      for (const client of alertmanagers) client.close();
      await page?.close();
    },
  };
}
