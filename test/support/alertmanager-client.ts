import type { Report } from '../../src/report/report.js';
import { AlertmanagerClient } from '../../src/publish/alertmanager-client.js';
import { ManualClock } from './manual-clock.js';
import { sampleBudget, sampleReport } from './sample-report.js';

/** A report of which there is nothing to tell. */
export const QUIET: Report = sampleReport({ suspects: [], budgets: [] });
/** Labels of the clients. */
export const LABELS: Readonly<Record<string, string>> = { job: 'shop', instance: 'host:1' };

/** A report in which just these budgets fire. */
export function firing(...names: string[]): Report {
  return sampleReport({ suspects: [], budgets: names.map((name) => sampleBudget({ name })) });
}

/** A client whose time is ours, and what it complained of. */
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
