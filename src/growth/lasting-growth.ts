import type { Checkpoint } from './checkpoint.js';
import { LEAST_PART_SHARE, LEAST_STEADINESS } from './constants.js';
import type { Span } from './spans.js';

/** Gives the bytes that were held at a checkpoint. */
export type BytesAt = (checkpoint: Checkpoint) => number;

/** The amount that a memory has to grow by over a span. */
export interface LeastGrowth {
  readonly bytes: number;
  /** The least growth as a share of what was held when the span began. */
  readonly ratio: number;
}

/** Gives the growth between two checkpoints, in bytes a second. */
export function rateBetween(bytesAt: BytesAt, begin: Checkpoint, end: Checkpoint): number {
  return (bytesAt(end) - bytesAt(begin)) / (end.seconds - begin.seconds);
}

/**
 * Says whether a memory has grown over a span, has grown enough, goes on growing in every part of the span and does not
 * slow down. What has filled up, has made a step or has come as one burst does not pass.
 */
export function isLasting(bytesAt: BytesAt, { from, middle, to, parts }: Span, least: LeastGrowth): boolean {
  const firstBytes = bytesAt(from);
  const grownBytes = bytesAt(to) - firstBytes;
  if (grownBytes <= 0 || grownBytes < Math.max(least.bytes, least.ratio * firstBytes)) return false;
  if (rateBetween(bytesAt, middle, to) < LEAST_STEADINESS * rateBetween(bytesAt, from, middle)) return false;
  return everyPart(parts, bytesAt, LEAST_PART_SHARE * rateBetween(bytesAt, from, to));
}

/** Says whether bytes grow at least at a rate in every part of a span. */
export function everyPart(parts: readonly Checkpoint[], bytesAt: BytesAt, leastRate: number): boolean {
  let begin: Checkpoint | undefined;
  for (const end of parts) {
    if (begin !== undefined && rateBetween(bytesAt, begin, end) < leastRate) return false;
    begin = end;
  }
  return true;
}
