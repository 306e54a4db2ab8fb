import { type Checkpoint, spanLengths } from './checkpoint-history.js';

/** A span is told apart into at most so many parts, to see whether growth goes on in each. */
const MOST_PARTS = 5;

/** Fewer parts than this tell no lasting growth from a passing one. */
const LEAST_PARTS = 3;

/** Nor do fewer gaps between marks: a few bursts, each in one, look like an even growth. */
const LEAST_GAPS = 8;

/** A stretch of time up to the latest mark; positions are those in the list of marks. */
export interface Span {
  /** The length that was asked for; the mark it begins with is the last one at least that far back. */
  readonly askedSeconds: number;
  /** From its first mark to the latest. */
  readonly seconds: number;
  readonly from: number;
  /** The mark nearest to its middle, strictly within. */
  readonly middle: number;
  /** The marks that part it, from the first to the latest. */
  readonly parts: readonly number[];
}

/** What growth is reported over. */
export interface Window {
  readonly seconds: number;
  readonly from: number;
  /** The mark nearest to its middle; absent where it has none within. */
  readonly middle: number | undefined;
}

/** The spans there is history for and collections enough, the shortest first. */
export function spansOf(marks: readonly Checkpoint[], spanSeconds: number): readonly Span[] {
  const latest = marks.at(-1);
  if (latest === undefined) return [];
  const spans: Span[] = [];
  for (const askedSeconds of spanLengths(spanSeconds)) {
    const from = marks.findLastIndex(({ seconds }) => seconds <= latest.seconds - askedSeconds);
    if (from === -1) break;
    const parts = partsFrom(marks, from);
    const middle = middleOf(marks, from);
    const isNotified = marks.length - 1 - from >= LEAST_GAPS && parts.length > LEAST_PARTS && middle !== undefined;
    if (!isNotified || from === spans.at(-1)?.from) continue;
    spans.push({ askedSeconds, seconds: latest.seconds - (marks[from]?.seconds ?? 0), from, middle, parts });
  }
  return spans;
}

/**
 * The window from the oldest mark in the younger half of the run, so that start-up ages out of it, and no longer than
 * the shortest span, so that it tells of the present; from the last mark but one where there is no other.
 */
export function windowOf(marks: readonly Checkpoint[], startSeconds: number, spanSeconds: number): Window {
  const latest = marks.length - 1;
  const latestSeconds = marks[latest]?.seconds ?? 0;
  if (latest < 1) return { seconds: 0, from: latest, middle: undefined };
  const begin = Math.max((startSeconds + latestSeconds) / 2, latestSeconds - spanSeconds);
  const young = marks.findIndex(({ seconds }) => seconds >= begin);
  const from = Math.min(young, latest - 1);
  return { seconds: latestSeconds - (marks[from]?.seconds ?? 0), from, middle: middleOf(marks, from) };
}

/** Marks about a fifth of the way apart; where collections are rare, fewer and unevenly so. */
function partsFrom(marks: readonly Checkpoint[], from: number): number[] {
  const latest = marks.length - 1;
  const secondsAt = (position: number): number => marks[position]?.seconds ?? 0;
  // A hair less, for marks that are exactly so far apart.
  const leastSeconds = ((secondsAt(latest) - secondsAt(from)) / MOST_PARTS) * 0.999;
  const parts = [from];
  for (let position = from + 1; position < latest; position += 1) {
    const isFar = secondsAt(position) - secondsAt(parts.at(-1) ?? from) >= leastSeconds;
    if (isFar && secondsAt(latest) - secondsAt(position) >= leastSeconds) parts.push(position);
  }
  return [...parts, latest];
}

function middleOf(marks: readonly Checkpoint[], from: number): number | undefined {
  const latest = marks.length - 1;
  const middleSeconds = ((marks[from]?.seconds ?? 0) + (marks[latest]?.seconds ?? 0)) / 2;
  let nearest: number | undefined;
  const distance = (position: number): number => Math.abs((marks[position]?.seconds ?? 0) - middleSeconds);
  for (let position = from + 1; position < latest; position += 1) {
    if (nearest === undefined || distance(position) < distance(nearest)) nearest = position;
  }
  return nearest;
}
