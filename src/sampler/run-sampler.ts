import { alertsBetween, placesFound } from '../report/changes.js';
import type { Report } from '../report/report.js';
import type { FromSampler, SamplerStart, ToSampler } from '../threads/messages.js';
import { callGuarded, guarded } from '../values/guard.js';
import { FailureNotices } from './failure-notices.js';
import { Outlets } from './outlets.js';
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
  ports: Pick<
    SamplerPorts,
    'read' | 'lookAtWorkers' | 'leaveWorkers' | 'askForMaps' | 'collections' | 'inlining' | 'memoryBytes'
  >,
): RunningSampler {
  let latest = start.previous;
  const warn: SamplerPorts['warn'] = (text, { isEvent = false } = {}) => {
    post({ type: 'notice', level: 'warn', text, isEvent });
  };
  const notices = new FailureNotices(warn);
  const outlets = new Outlets(settings, post);
  const sampler = new Sampler(
    settings,
    {
      ...ports,
      alertFailures: () => outlets.alertFailures,
      onReport: publish,
      warn,
      onZoomWanted: (gapSeconds) => {
        post({ type: 'zoom-wanted', gapSeconds });
      },
      onTooLarge: (profile, run) => {
        post({ type: 'profile-too-large', profile, run });
      },
      onProfilerLost: (reason) => {
        post({ type: 'profiler-lost', reason });
      },
    },
    start,
  );

  const opened = outlets.open().then(() => {
    post({ type: 'ready' });
    // The page first: it is to show the very first report.
    sampler.start();
  });
  callGuarded(
    () => opened,
    (error) => {
      notices.note('the sampler has not started', error, 'nothing is read');
    },
  );

  /** Hands a report to everybody who takes it. */
  function publish(report: Report): void {
    const alerts = alertsBetween(latest, report);
    const found = placesFound(latest, report);
    latest = report;
    const failed = (error: unknown): void => {
      notices.note('a report could not be published', error, 'the next one is tried again');
    };
    outlets.publish(report, failed);
    callGuarded(() => {
      post({ type: 'report', report, alerts });
      // The line on the leak has named the place as it was known then; each better one is written once.
      for (const text of found) warn(text);
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
      case 'zoom-answer':
        sampler.noteZoomAnswer(message.refusal);
        break;
      case 'stop':
        void sampler.leave().finally(() => {
          post({ type: 'stopped' });
        });
        break;
    }
  }

  return {
    receive: guarded(receive, (error) => {
      notices.note('a message of the application could not be taken in', error, 'the next one is');
    }),
    close: async () => {
      sampler.stop();
      await outlets.close();
    },
  };
}
