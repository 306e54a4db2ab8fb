/**
 * Every constant of the verdict, in one place. README.md beside this file says which use of memory asks for each, and
 * what two other values would cost: `npm run bench -- constants` measures it.
 */

/** The longest span of growth that is evaluated is the shortest one doubled this many times: 64 hours for one hour. */
export const SPAN_DOUBLINGS = 6;

/**
 * The number of spans evaluated for each doubling of their length: every span is √2 times as long as the one before.
 */
export const SPANS_PER_DOUBLING = 2;

/**
 * A history keeps about this many checkpoints of the latest time that is as long as the shortest span, and more of the
 * latest few minutes.
 */
export const CHECKPOINTS_PER_SPAN = 12;

/**
 * A span is evaluated at most this many times within the time of its own length, and the false alarms allowed are divided
 * among so many evaluations.
 */
export const EVALUATIONS_PER_SPAN = 12;

/**
 * Recent checkpoints lie at least this share of their age apart, so that growth of the last minute is known in parts.
 */
export const RECENT_GAP_SHARE: number = 1 / 3;

/**
 * Older checkpoints lie at least this share of their age apart, so that some forty of them reach back over all spans.
 */
export const CHECKPOINT_GAP_SHARE: number = 1 / 6;

/**
 * A history reaches back this many times the longest span: a span begins at the last checkpoint before it, which the
 * gaps between checkpoints put further back than the span is long.
 */
export const HISTORY_REACH = 1.25;

/** A span is divided into at most this many parts, to see whether the growth goes on in each of them. */
export const MOST_PARTS = 5;

/** A span that can be divided into fewer parts than this does not distinguish a lasting growth from a passing one. */
export const LEAST_PARTS = 3;

/**
 * A span with fewer gaps between checkpoints is not evaluated: bursts, each in one gap, would look like even growth.
 */
export const LEAST_SPAN_GAPS = 8;

/** In every part of a span a leak grows at least at this share of its mean rate over the span. */
export const LEAST_PART_SHARE: number = 1 / 3;

/**
 * What was allocated in every part of a span, and is still there at its end, comes at least at this share of the mean
 * rate: the oldest entries of a queue or a cache are gone by then.
 */
export const LEAST_SURVIVING_SHARE: number = 1 / 2;

/**
 * Over a span, a leak has at least this many bytes born for each that died; a turnover under a changing load has fewer.
 */
export const LEAST_BIRTHS_PER_DEATH = 2;

/** The younger half of a span grows at least at this share of the rate of the older half: what fills up slows down. */
export const LEAST_STEADINESS = 0.7;

/**
 * Growth is judged a leak only if it has not slowed down lately, which is over this share of the shortest span: a span
 * of many hours takes hours to show that all is over.
 */
export const RECENT_SPAN_SHARE: number = 1 / 2;

/** A leak is over when its rate is significantly below this share of the rate that it was judged by. */
export const OVER_SHARE: number = 1 / 3;

/** A leak is over when the latest part of the span that showed it, this share of its length, shows that it is. */
export const OVER_SPAN_SHARE: number = 1 / 2;

/** The bounds that show growth to have slowed down have this two-sided confidence. */
export const OVER_CONFIDENCE = 0.95;

/**
 * With fewer gaps between checkpoints than this, dispersion is estimated from the net growth instead of the survivors.
 */
export const LEAST_DISPERSION_GAPS = 6;

/**
 * The false alarms allowed are divided among at least this many sites, and callers, so that the evidence asked of few is the
 * same.
 */
export const LEAST_SITES = 50;

/**
 * Of the growth below a caller, at least this share came to its sites again and again: to a site that grows twice within
 * the span, a half does.
 */
export const LEAST_RECURRING_SHARE = 0.6;

/** The share of the false alarms allowed that callers may raise; sites have the rest. */
export const CALLERS_SHARE: number = 1 / 4;

/**
 * One evaluation may mistake chance for growth with at most this probability, however many false alarms are allowed.
 */
export const MOST_FALSE_ALARM_PROBABILITY = 0.01;

/**
 * A state may mistake chance for growth, at one of all sites or callers at one evaluation, with at most this probability:
 * `growing` is no alarm, and asks for less evidence than a leak.
 */
export const MOST_FALSE_GROWTH_PROBABILITY = 0.001;

/** A growth that has taken this share of the room under the limit is judged before it has lasted for a span. */
export const EARLY_ROOM_SHARE: number = 1 / 4;

/**
 * A growth is judged before it has lasted for a span only where it has taken this share of the limit itself: where a leak has
 * filled nearly all of it, anything that grows takes a quarter of what is left.
 */
export const EARLY_LIMIT_SHARE: number = 1 / 16;

/**
 * A growth is judged by whether it would fill the room under the limit before the shortest span ends once it has lasted
 * for this share of it: a rate of seconds does not foretell an hour.
 */
export const EARLY_SPAN_SHARE: number = 1 / 6;

/** Growth that is a danger to the limit is looked for in the shortest span, halved up to this many times. */
export const EARLY_HALVINGS = 7;

/** The share of the false alarms allowed that growth may raise which is judged before it has lasted for a span. */
export const EARLY_SHARE = 0.1;

/** Memory without samples has to grow by this many bytes over a span: less is the allocator's own ebb and flow. */
export const LEAST_TREND_BYTES: number = 16 * 2 ** 20;

/**
 * The shortest span of memory without samples, in seconds, however short the span of sites is: collectors and
 * allocators give back the pages that they have emptied seconds later, and still later where the processor is busy.
 */
export const LEAST_TREND_SPAN_SECONDS = 20;

/** Of memory without samples, the lowest value in each of this many parts of the shortest span counts. */
export const MINIMA_PER_SPAN = 12;
