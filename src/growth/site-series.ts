import { emptyTally, type Tally } from '../snapshot/estimate.js';
import type { Frame } from '../snapshot/frame.js';
import { TallyColumns } from './tally-columns.js';
import type { Leak, SiteState } from './verdict.js';

/** Births and deaths over the span that shows a leak, up to the latest mark. */
export interface LeakEvidence {
  /** Begin of the span that showed it first, monotonic seconds. */
  readonly sinceSeconds: number;
  readonly seconds: number;
  readonly births: Readonly<Tally>;
  readonly deaths: Readonly<Tally>;
  /** The site's part of the growth of all sites over that span, 0 to 1; `null` where they do not grow together. */
  readonly explained: number | null;
}

/** What is kept of one site besides its live samples. */
export class SiteSeries {
  readonly site: Frame;
  /** What its samples carry; numbers of forgotten accounts are given again. */
  readonly number: number;
  /** What was retained at each mark, by the mark's column. */
  readonly retained: TallyColumns = new TallyColumns();
  /** Over the window that ends with the latest mark. */
  births: Readonly<Tally> = emptyTally();
  deaths: Readonly<Tally> = emptyTally();
  state: SiteState = 'warming';
  leak: Leak | undefined;
  evidence: LeakEvidence | undefined;
  /** The latest mark at which it retained anything, monotonic seconds. */
  heldSeconds: number | undefined;

  constructor(site: Frame, number: number) {
    this.site = site;
    this.number = number;
  }
}
