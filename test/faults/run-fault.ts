import type { Fault, Runs } from './fault.js';
import { playFault } from './application.js';
import { doubtsOf, harmsOf } from './outcome.js';

/** A fault that was played: what came of it. */
export interface Played extends Runs {
  readonly fault: Fault;
  readonly harms: readonly string[];
}

/** A fault that this machine cannot play. */
export interface Skipped {
  readonly fault: Fault;
  readonly impossible: string;
}

/** A fault is played so often where a busy machine may be what exceeds a bound or keeps it from happening. */
const MOST_PLAYS = 4;

/**
 * Plays a fault on the bare application and on the watched one at the same time, so that both meet the same machine. Where
 * nothing is wrong but what a busy machine does by itself it is played again: harm of that kind is what happens each time.
 */
export async function runFault(fault: Fault): Promise<Played | Skipped> {
  const impossible = await fault.impossible?.();
  if (impossible !== undefined) return { fault, impossible };
  let played = await playBoth(fault);
  for (let plays = 1; plays < MOST_PLAYS && isDoubtful(played); plays += 1) played = await playBoth(fault);
  return played;
}

function isDoubtful({ fault, harms, bare, watched }: Played): boolean {
  return harms.length > 0 && harms.length === doubtsOf(fault, { bare, watched }).length;
}

async function playBoth(fault: Fault): Promise<Played> {
  const [bare, watched] = await Promise.all([playFault(fault, false), playFault(fault, true)]);
  return { fault, bare, watched, harms: harmsOf(fault, { bare, watched }) };
}
