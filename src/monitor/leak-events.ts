import type { Report, SuspectReport } from './report.js';

/** What a monitor says when a leak has appeared or is over. */
export interface LeakEvent {
  readonly type: 'suspected' | 'resolved';
  /** Of the report that showed it, ISO 8601 UTC. */
  readonly time: string;
  /** As it appeared, or as it was last seen. */
  readonly suspect: SuspectReport;
}

/** What has changed from one report to the next. */
export function leakEvents(before: Report | undefined, { suspects, time }: Report): LeakEvent[] {
  const known = before?.suspects ?? [];
  const isIn = (list: readonly SuspectReport[], { site, component }: SuspectReport): boolean =>
    list.some((one) => one.site === site && one.component === component);
  return [
    ...suspects
      .filter((suspect) => !isIn(known, suspect))
      .map((suspect) => ({ type: 'suspected' as const, time, suspect })),
    ...known
      .filter((suspect) => !isIn(suspects, suspect))
      .map((suspect) => ({ type: 'resolved' as const, time, suspect })),
  ];
}
