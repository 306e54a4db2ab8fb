import { reasonOf } from './errors.js';
import type { FromSampler, SamplerStart, ToSampler } from './monitor/messages.js';
import { Sampler, type SamplerPorts } from './monitor/sampler.js';
import type { MetricsPage } from './telemetry/prometheus.js';

/** A sampler and its metrics page, running. */
export interface RunningSampler {
  receive(message: ToSampler): void;
  close(): Promise<void>;
}

/** Puts the loop and the metrics page together, on whichever thread this is called. */
export function runSampler(
  { settings, profiler, vitals }: SamplerStart,
  post: (message: FromSampler) => void,
  ports: Pick<SamplerPorts, 'read' | 'collect' | 'memoryBytes'>,
): RunningSampler {
  let page: MetricsPage | undefined;
  const sampler = new Sampler(
    settings,
    {
      ...ports,
      onReport: (report) => {
        page?.publish(report);
        post({ type: 'report', report });
      },
      onProfilerLost: (reason) => {
        post({ type: 'profiler-lost', reason });
      },
    },
    { profiler, vitals },
  );

  const served = openPage().then(
    () => {
      post({ type: 'ready', metricsUrl: page?.url, problem: undefined });
    },
    (error: unknown) => {
      post({ type: 'ready', metricsUrl: undefined, problem: reasonOf(error) });
    },
  );
  // The page first: it is to show the very first report.
  void served.then(() => {
    sampler.start();
  });

  async function openPage(): Promise<void> {
    if (settings.prometheus === false) return;
    // Loaded only where it is served: the OpenTelemetry SDK takes a few megabytes.
    const { serveMetricsPage } = await import('./telemetry/prometheus.js');
    page = await serveMetricsPage(settings.prometheus);
  }

  return {
    receive: (message) => {
      switch (message.type) {
        case 'vitals':
          sampler.noteVitals(message.vitals);
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
      await page?.close();
    },
  };
}
