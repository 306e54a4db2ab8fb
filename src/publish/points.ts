import type { Attributes } from '@opentelemetry/api';
import type { BudgetReport } from '../report/budget-report.js';
import { callersOf } from '../report/callers.js';
import type { Report, SiteReport, SuspectReport, ThreadReport } from '../report/report.js';
import { ATTRIBUTE } from './names.js';
import { placeAttributes, siteAttributes } from './place-attributes.js';

/** The most leaks whose functions are published, the fastest first: each has some twenty series. */
const MOST_SUSPECTS = 10;

/** The most functions that allocate what a leak holds, of those in the report. */
const MOST_PARTS = 5;

/** The most functions that call what leaks, the nearest first: further up V8 has hardly inlined down to the leak. */
const MOST_CALLERS = 10;

/** One value with its attributes. */
export interface Point {
  readonly value: number;
  readonly attributes: Attributes;
}

/** Reads the values of one metric off a report. */
export type Points = (report: Report) => readonly Point[];

/** Makes one point without attributes. */
export function single(value: (report: Report) => number): Points {
  return (report) => [{ value: value(report), attributes: {} }];
}

/** Makes a point of every thread, or kind of threads, and none where there is no value. */
export function perThread(value: (thread: ThreadReport) => number | null): Points {
  return ({ threads }) =>
    threads.flatMap((thread) => {
      const known = value(thread);
      return known === null ? [] : [{ value: known, attributes: { [ATTRIBUTE.thread]: thread.thread } }];
    });
}

/** Makes these points while a profiler runs, and none while there is none: a zero would be an invented number. */
export function traced(value: (thread: ThreadReport) => number): Points {
  const points = perThread(value);
  return (report) => (report.source.unavailable === null ? points(report) : []);
}

/** Makes a point of every site. */
export function perSite(value: (site: SiteReport) => number): Points {
  return ({ sites }) => sites.map((site) => ({ value: value(site), attributes: siteAttributes(site) }));
}

/** Makes a point of every site whose growth could be measured, and none of the others. */
export function perMeasuredSite(value: (growth: NonNullable<SiteReport['growth']>) => number): Points {
  return ({ sites }) =>
    sites.flatMap((site) =>
      site.growth === null ? [] : [{ value: value(site.growth), attributes: siteAttributes(site) }],
    );
}

/** Makes a point of everything that is judged to leak. */
export function perSuspect(value: (suspect: SuspectReport) => number): Points {
  return ({ suspects }) =>
    suspects.map((suspect) => ({
      value: value(suspect),
      attributes: {
        ...placeAttributes(suspect),
        [ATTRIBUTE.component]: suspect.component,
        [ATTRIBUTE.thread]: suspect.thread,
        [ATTRIBUTE.leak]: suspect.id,
      },
    }));
}

/** Makes a point of every leak that has a place in the program, and none of a component of the memory. */
export function perPlacedSuspect(value: (suspect: SuspectReport) => number): Points {
  const points = perSuspect(value);
  return (report) => points({ ...report, suspects: placed(report) });
}

/** Makes a point of each function that allocates what a leak holds: its share of the leak's growth. */
export const PER_PART: Points = perFunction(ATTRIBUTE.part, ({ parts }) => parts.slice(0, MOST_PARTS));

/** Makes a point of each function that calls what leaks: the share of the leak's growth with the function on its stack. */
export const PER_CALLER: Points = perFunction(ATTRIBUTE.caller, (suspect) => callersOf(suspect).slice(0, MOST_CALLERS));

/** Makes a point of each function of a leak, named by its site. */
function perFunction(
  key: string,
  functionsOf: (suspect: SuspectReport) => ReadonlyArray<{ readonly site: string; readonly share: number }>,
): Points {
  return (report) =>
    placed(report)
      .slice(0, MOST_SUSPECTS)
      .flatMap((suspect) =>
        functionsOf(suspect).map(({ site, share }) => ({
          value: share,
          attributes: {
            ...placeAttributes(suspect),
            [ATTRIBUTE.thread]: suspect.thread,
            [ATTRIBUTE.leak]: suspect.id,
            [key]: site,
          },
        })),
      );
}

function placed({ suspects }: Report): SuspectReport[] {
  return suspects.filter(({ component }) => component === 'traced');
}

/** Makes a point of every budget whose value is known, and none of the others: a zero would be an invented number. */
export function perBudget(value: (budget: BudgetReport) => number | null): Points {
  return ({ budgets }) =>
    budgets.flatMap((budget) => {
      const known = value(budget);
      return known === null ? [] : [{ value: known, attributes: { [ATTRIBUTE.budget]: budget.name } }];
    });
}
