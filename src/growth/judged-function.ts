import type { Tally } from '../snapshot/estimate.js';
import type { Frame } from '../snapshot/frame.js';
import type { Checkpoint } from './checkpoint.js';
import type { LeakEvidence } from './site-series.js';

/** A function that was judged leaking or growing at the latest checkpoint. */
export type JudgedFunction = {
  readonly frame: Frame;
  /** Whether this is of all samples that have the function on their stack, or only of those whose site it is. */
  readonly scope: 'calls' | 'site';
  /** The checkpoint that its growth is measured from, up to the latest: that of the leak's span, else of the window. */
  readonly from: Checkpoint;
  /** Retained samples that have come since. */
  readonly births: Readonly<Tally>;
  /** Retained samples that were there then and have gone. */
  readonly deaths: Readonly<Tally>;
  /** What is retained at the latest checkpoint. */
  readonly retained: Readonly<Tally>;
} & (
  { readonly state: 'leaking'; readonly leak: LeakEvidence } | { readonly state: 'growing'; readonly leak: undefined }
);

/** A function that was judged leaking. */
export type LeakingFunction = Extract<JudgedFunction, { readonly state: 'leaking' }>;
