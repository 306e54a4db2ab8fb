import { addTally, emptyTally, type Tally } from '../snapshot/estimate.js';
import type { Frame } from '../snapshot/frame.js';
import { CheckpointTallies } from './checkpoint-tallies.js';
import type { Checkpoint } from './checkpoint.js';
import type { LeakReason } from './danger.js';
import type { Leak, SiteState } from './verdict.js';

/** Births and deaths over the span that shows a leak, up to the latest checkpoint. */
export interface LeakEvidence {
  /** Begin of the span that showed it first, monotonic seconds. */
  readonly sinceSeconds: number;
  /** The reason why it was judged a leak. */
  readonly reason: LeakReason;
  /** The checkpoint that the span that shows it now begins with. */
  readonly from: Checkpoint;
  /** Length of the span that shows it now; `null` where all earlier checkpoints are too old to measure from. */
  readonly seconds: number | null;
  readonly births: Readonly<Tally>;
  readonly deaths: Readonly<Tally>;
  /** The site's share of the growth of all sites over that span, 0 to 1; `null` where they do not grow together. */
  readonly explained: number | null;
}

/** Retained samples that came and went within the window that ends with the latest checkpoint. */
interface Turnover {
  /** Retained samples that came within the window and were there at its end. */
  readonly births: Readonly<Tally>;
  /** Retained samples that were there when the window began and were gone at its end. */
  readonly deaths: Readonly<Tally>;
}

/** Growth over the window that ends with the latest checkpoint, and the verdict on it. */
export type GrowthEstimate = Turnover &
  (
    | { readonly state: 'leaking'; readonly leak: LeakEvidence }
    | { readonly state: Exclude<SiteState, 'leaking'>; readonly leak: undefined }
  );

/** The numbers followed from checkpoint to checkpoint, of one site or of all sites as if they were one. */
export class GrowthSeries {
  /** The tally of what was retained at each checkpoint. */
  readonly retained: CheckpointTallies = new CheckpointTallies();
  /** The present leak, as it was first judged. */
  leak: Leak | undefined;
  /** The growth up to the latest checkpoint. */
  estimate: GrowthEstimate = { births: emptyTally(), deaths: emptyTally(), state: 'warming', leak: undefined };
}

/** The numbers followed of one site besides its live samples. */
export class SiteSeries extends GrowthSeries {
  readonly place: Frame;
  /** The index that the samples of the site carry; that of a dropped series is given to another. */
  readonly index: number;
  /** The latest checkpoint at which the site retained anything, monotonic seconds. */
  heldSeconds: number | undefined;

  constructor(place: Frame, index: number) {
    super();
    this.place = place;
    this.index = index;
  }

  /** Takes over what another site has been followed by, so that sums over all sites stay true. */
  absorb({ retained, estimate, heldSeconds }: SiteSeries): void {
    this.retained.addAll(retained);
    const [births, deaths] = [{ ...this.estimate.births }, { ...this.estimate.deaths }];
    addTally(births, estimate.births);
    addTally(deaths, estimate.deaths);
    this.estimate = { ...this.estimate, births, deaths };
    this.heldSeconds = Math.max(this.heldSeconds ?? -Infinity, heldSeconds ?? -Infinity);
  }
}
