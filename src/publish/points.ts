import type { Attributes } from '@opentelemetry/api';
import type { BudgetReport } from '../report/budget-report.js';
import type { Report, SiteReport, SuspectReport } from '../report/report.js';
import { ATTRIBUTE } from './names.js';
import { placeAttributes, siteAttributes } from './place-attributes.js';

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

/** Makes one point while a profiler runs, and none while there is none: a zero would be an invented number. */
export function traced(value: (report: Report) => number): Points {
  return (report) => (report.source.unavailable === null ? [{ value: value(report), attributes: {} }] : []);
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
      attributes: { ...placeAttributes(suspect), [ATTRIBUTE.component]: suspect.component },
    }));
}

/** Makes a point of every budget whose value is known, and none of the others: a zero would be an invented number. */
export function perBudget(value: (budget: BudgetReport) => number | null): Points {
  return ({ budgets }) =>
    budgets.flatMap((budget) => {
      const known = value(budget);
      return known === null ? [] : [{ value: known, attributes: { [ATTRIBUTE.budget]: budget.name } }];
    });
}
