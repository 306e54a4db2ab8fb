import { AlertmanagerClient } from '../../src/publish/alertmanager-client.js';
import type { Report } from '../../src/report/report.js';
import { ManualClock } from './manual-clock.js';
import { sampleBudget, sampleReport } from './sample-report.js';

/** A report that makes no alert active. */
export const QUIET: Report = sampleReport({ suspects: [], budgets: [] });
/** The labels that the clients add to each alert. */
export const LABELS: Readonly<Record<string, string>> = { job: 'shop', instance: 'host:1' };

/** Makes a report in which just these budgets fire. */
export function firing(...names: string[]): Report {
  return sampleReport({ suspects: [], budgets: names.map((name) => sampleBudget({ name })) });
}

/** Makes a client whose clock the test moves on, with the reasons of the failures it reports. */
export function clientFor(
  url: string,
  more: { headers?: Record<string, string> } = {},
): { client: AlertmanagerClient; clock: ManualClock; complaints: string[] } {
  const [clock, complaints] = [new ManualClock(), [] as string[]];
  const onFailure = (reason: string): void => {
    complaints.push(reason);
  };
  const client = new AlertmanagerClient({ url, headers: {}, labels: LABELS, onFailure, clock, ...more });
  return { client, clock, complaints };
}
