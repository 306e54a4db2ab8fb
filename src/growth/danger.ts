import { EARLY_LIMIT_SHARE, EARLY_ROOM_SHARE, EARLY_SPAN_SHARE } from './constants.js';

/**
 * The reason why a growth is judged a leak: `lasting` where it has gone on for a whole span; before that `room-taken`
 * where it has taken a quarter of the room under the limit, and `room-ending` where it would fill it before the shortest
 * span ends.
 */
export type LeakReason = 'lasting' | 'room-taken' | 'room-ending';

/** A growth that has not lasted for a span yet. */
export interface EarlyGrowth {
  readonly grownBytes: number;
  /** The time in which it has grown so, above 0. */
  readonly seconds: number;
}

/** The room under the limit that a process reaches first. */
export interface Room {
  /** What is left now. */
  readonly roomBytes: number;
  /** The limit itself. */
  readonly limitBytes: number;
}

/**
 * Says why a growth is a danger to the limit before it has lasted for a span; `undefined` where it is none yet.
 *
 * @param terms.room the room that is left now
 * @param terms.spanSeconds the shortest span that a lasting growth is judged over
 */
export function dangerOf(
  { grownBytes, seconds }: EarlyGrowth,
  { room: { roomBytes, limitBytes }, spanSeconds }: { room: Room; spanSeconds: number },
): Exclude<LeakReason, 'lasting'> | undefined {
  if (grownBytes <= 0 || grownBytes < EARLY_LIMIT_SHARE * limitBytes) return undefined;
  if (grownBytes >= EARLY_ROOM_SHARE * (roomBytes + grownBytes)) return 'room-taken';
  // A rate of a few minutes does not foretell an hour.
  if (seconds < EARLY_SPAN_SHARE * spanSeconds) return undefined;
  return (grownBytes / seconds) * (spanSeconds - seconds) >= roomBytes ? 'room-ending' : undefined;
}

/** Gives the bytes that every growth which is a danger to the limit has: no site or caller that holds less is one. */
export function leastDangerBytes({ roomBytes, limitBytes }: Room): number {
  const share = Math.min(EARLY_ROOM_SHARE, EARLY_SPAN_SHARE);
  return Math.max((share / (1 - share)) * roomBytes, EARLY_LIMIT_SHARE * limitBytes);
}
