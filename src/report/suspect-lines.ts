import { visible } from '../values/printable.js';
import { formatRate } from '../values/units.js';
import type { SuspectReport } from './report.js';
import { boundsPhrase, retainedPhrase } from './sentences.js';
import { partsPhrase, percent } from './suspect-parts.js';

/** Says of functions that were seen while V8 inlined others into them what their names may hide. */
export const INEXACT_PHRASE = 'a function named here may stand for one that V8 has inlined into it';

/**
 * Describes a suspect, a line each: its place, its rate and age, the functions that allocate, and the stacks that have
 * grown.
 *
 * @param options.frames of a stack that are shown, @default all
 */
export function suspectLines(suspect: SuspectReport, options: { frames?: number } = {}): string[] {
  const { frames = Infinity } = options;
  const { site, bytesPerSecond, explained, component, exact } = suspect;
  const share = explained === null ? '' : `, ${percent(explained)} of all growth`;
  const parts = partsPhrase(suspect);
  return [
    `leaking: ${site}`,
    `  ${formatRate(bytesPerSecond)} (${boundsPhrase(suspect)})${share}; ${retainedPhrase(suspect)}`,
    ...(parts === undefined ? [] : [`  made in: ${parts}`]),
    ...(component !== 'traced' || exact ? [] : [`  ${INEXACT_PHRASE}`]),
    ...stackLines(suspect, frames),
  ].map(visible);
}

/** Describes the stacks that have grown; of all but the first those calls that the first does not have. */
function stackLines({ tracebacks, tracebackShares }: SuspectReport, frames: number): string[] {
  const [first = []] = tracebacks;
  return tracebacks.flatMap((stack, n) => {
    const share = tracebackShares[n] ?? 0;
    const isAll = tracebacks.length === 1 && percent(share) === '100%';
    const shared = n === 0 ? 0 : sharedCalls(stack, first);
    const own = stack.slice(0, stack.length - shared);
    return [
      ...(isAll ? [] : [`  ${percent(share)} by these calls:`]),
      ...own.slice(0, frames).map((line) => `    ${line}`),
      ...(own.length > frames ? [`    … ${own.length - frames} more`] : []),
      ...(shared === 0 ? [] : [`    ${stack[own.length]} and on as above`]),
    ];
  });
}

/** Counts the outer calls that two stacks have in common. */
function sharedCalls(stack: readonly string[], other: readonly string[]): number {
  let shared = 0;
  while (shared < stack.length && stack.at(-1 - shared) === other.at(-1 - shared)) shared += 1;
  return shared;
}
