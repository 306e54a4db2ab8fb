import type { Checkpoint } from './checkpoint.js';
import {
  EARLY_HALVINGS,
  LEAST_PARTS,
  LEAST_SPAN_GAPS,
  MOST_PARTS,
  SPAN_DOUBLINGS,
  SPANS_PER_DOUBLING,
} from './constants.js';

/** A stretch of time up to the latest checkpoint, over which growth may show a leak. */
export interface Span {
  /** The length that was asked for; the span begins at the last checkpoint that is at least so far back. */
  readonly askedSeconds: number;
  /** All checkpoints of the span, the oldest first. */
  readonly checkpoints: readonly Checkpoint[];
  /** The checkpoint that the span begins with. */
  readonly from: Checkpoint;
  /** The checkpoint nearest to the middle, strictly within the span. */
  readonly middle: Checkpoint;
  /** The latest checkpoint. */
  readonly to: Checkpoint;
  /** The checkpoints that divide the span into parts, from its first to its last. */
  readonly parts: readonly Checkpoint[];
}

/** The stretch of time that growth is reported over. */
export interface Window {
  readonly seconds: number;
  readonly from: Checkpoint;
  /** The checkpoint before the latest; absent where the window begins with it. */
  readonly previous: Checkpoint | undefined;
}

/** Gives the lengths of the spans that are evaluated, in seconds, the shortest first. */
export function spanLengths(spanSeconds: number): readonly number[] {
  const spans = SPAN_DOUBLINGS * SPANS_PER_DOUBLING + 1;
  return Array.from({ length: spans }, (_, n) => spanSeconds * 2 ** (n / SPANS_PER_DOUBLING));
}

/** Gives the lengths of the spans in which a growth is judged that is a danger to the limit, the shortest first. */
export function earlySpanLengths(spanSeconds: number): readonly number[] {
  const spans = EARLY_HALVINGS * SPANS_PER_DOUBLING;
  return Array.from({ length: spans }, (_, n) => spanSeconds / 2 ** ((spans - n) / SPANS_PER_DOUBLING));
}

/** The least that a span has to consist of. */
interface LeastSpan {
  readonly gaps: number;
  readonly parts: number;
}

/** While a heap grows fast, V8 collects rarely: two parts show whether the growth slows down. */
const LEAST_EARLY_SPAN: LeastSpan = { gaps: 2, parts: 2 };

/** Gives the spans that the history reaches back over and has checkpoints enough for, the shortest first. */
export function spansOf(history: readonly Checkpoint[], spanSeconds: number): readonly Span[] {
  return spansOver(history, spanLengths(spanSeconds), { gaps: LEAST_SPAN_GAPS, parts: LEAST_PARTS });
}

/** Gives the spans in which a growth is judged that is a danger to the limit, the longest first. */
export function earlySpansOf(history: readonly Checkpoint[], spanSeconds: number): readonly Span[] {
  return spansOver(history, earlySpanLengths(spanSeconds), LEAST_EARLY_SPAN).reverse();
}

function spansOver(history: readonly Checkpoint[], lengths: readonly number[], least: LeastSpan): Span[] {
  const to = history.at(-1);
  if (to === undefined) return [];
  const spans: Span[] = [];
  for (const askedSeconds of lengths) {
    const begin = history.findLastIndex(({ seconds }) => seconds <= to.seconds - askedSeconds);
    const from = history[begin];
    if (from === undefined) break;
    const checkpoints = history.slice(begin);
    const parts = partsOf(checkpoints);
    const middle = middleOf(checkpoints);
    const hasEnough = checkpoints.length > least.gaps && parts.length > least.parts;
    if (!hasEnough || middle === undefined || from === spans.at(-1)?.from) continue;
    spans.push({ askedSeconds, checkpoints, from, middle, to, parts });
  }
  return spans;
}

/**
 * Gives the window that growth is reported over. It begins at the oldest checkpoint in the younger half of the run, so
 * that start-up leaves it with time, and is no longer than the shortest span, so that it shows the present. It has at
 * least three checkpoints where there are as many, so that it shows whether what has come stays; before the second
 * checkpoint there is no window.
 */
export function windowOf(
  history: readonly Checkpoint[],
  startSeconds: number,
  spanSeconds: number,
): Window | undefined {
  const [previous, latest] = history.slice(-2);
  if (previous === undefined || latest === undefined) return undefined;
  const beginSeconds = Math.max((startSeconds + latest.seconds) / 2, latest.seconds - spanSeconds);
  const young = history.findIndex(({ seconds }) => seconds >= beginSeconds);
  const begin = Math.min(young, Math.max(0, history.length - 3));
  const from = history[begin] ?? previous;
  return { seconds: latest.seconds - from.seconds, from, previous: from === previous ? undefined : previous };
}

/**
 * Chooses checkpoints about a fifth of the way apart; where collections are rare they are fewer and unevenly spaced.
 */
function partsOf(checkpoints: readonly Checkpoint[]): Checkpoint[] {
  const [first, last] = [checkpoints[0], checkpoints.at(-1)];
  if (first === undefined || last === undefined) return [];
  // Slightly less than a fifth, so that rounding does not drop checkpoints that are exactly so far apart.
  const leastSeconds = ((last.seconds - first.seconds) / MOST_PARTS) * 0.999;
  const parts = [first];
  let latest = first;
  for (const checkpoint of checkpoints.slice(1, -1)) {
    if (checkpoint.seconds - latest.seconds < leastSeconds || last.seconds - checkpoint.seconds < leastSeconds)
      continue;
    parts.push(checkpoint);
    latest = checkpoint;
  }
  return [...parts, last];
}

function middleOf(checkpoints: readonly Checkpoint[]): Checkpoint | undefined {
  const middleSeconds = ((checkpoints[0]?.seconds ?? 0) + (checkpoints.at(-1)?.seconds ?? 0)) / 2;
  const distance = ({ seconds }: Checkpoint): number => Math.abs(seconds - middleSeconds);
  let nearest: Checkpoint | undefined;
  for (const checkpoint of checkpoints.slice(1, -1)) {
    if (nearest === undefined || distance(checkpoint) < distance(nearest)) nearest = checkpoint;
  }
  return nearest;
}
