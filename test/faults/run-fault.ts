import type { Fault, Runs } from './fault.js';
import { playFault } from './application.js';
import { excessesOf, harmsOf } from './outcome.js';

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

/**
 * Plays a fault on the bare application and on the watched one at the same time, so that both meet the same machine.
 * Where nothing but a bound of time or memory is exceeded it is played once more: a busy machine does that by itself.
 */
export async function runFault(fault: Fault): Promise<Played | Skipped> {
  const impossible = await fault.impossible?.();
  if (impossible !== undefined) return { fault, impossible };
  const first = await playBoth(fault);
  const isOnlyExcess = first.harms.length > 0 && first.harms.length === excessesOf(fault, first).length;
  return isOnlyExcess ? playBoth(fault) : first;
}

async function playBoth(fault: Fault): Promise<Played> {
  const [bare, watched] = await Promise.all([playFault(fault, false), playFault(fault, true)]);
  return { fault, bare, watched, harms: harmsOf(fault, { bare, watched }) };
}
