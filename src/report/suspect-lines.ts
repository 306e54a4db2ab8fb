import { visible } from '../values/printable.js';
import { formatRate } from '../values/units.js';
import type { SuspectReport } from './report.js';
import { boundsPhrase, earlyPhrase, nameInThread, retainedPhrase } from './sentences.js';
import { partsPhrase, percent } from './suspect-parts.js';

/** Says of functions that were seen while V8 inlined others into them what their names may hide. */
const INEXACT_PHRASE = 'a function named here may stand for one that V8 has inlined into it';

/**
 * Describes a suspect, a line each: its place, its rate and age, the functions that allocate, and the stacks that have
 * grown.
 *
 * @param options.frames of a stack that are shown, @default all
 */
export function suspectLines(suspect: SuspectReport, options: { frames?: number } = {}): string[] {
  const { frames = Infinity } = options;
  const { bytesPerSecond, explained, component, exact } = suspect;
  const share = explained === null ? '' : `, ${percent(explained)} of all growth`;
  const parts = partsPhrase(suspect);
  return [
    `leaking: ${nameInThread(suspect)}`,
    `  ${formatRate(bytesPerSecond)} (${boundsPhrase(suspect)})${share}; ${retainedPhrase(suspect)}`,
    ...earlyPhrase(suspect).map((phrase) => `  ${phrase}`),
    ...(parts === undefined ? [] : [`  made in: ${parts}`]),
    ...(component !== 'traced' || exact ? [] : [`  ${INEXACT_PHRASE}`]),
    ...stackLines(suspect, frames),
  ].map(visible);
}

/** A stack that has grown, and its share of the growth. */
interface GrownStack {
  readonly calls: readonly string[];
  readonly share: number;
}

/** Describes the stacks that have grown, the heaviest first, each down to the call that a stack before it shows already. */
function stackLines({ tracebacks, tracebackShares }: SuspectReport, frames: number): string[] {
  const stacks = distinguished(
    tracebacks.map((calls, n) => ({ calls, share: tracebackShares[n] ?? 0 })),
    frames,
  );
  const shown = new Set<string>();
  return stacks.flatMap(({ calls, share }) => {
    const top = calls.slice(0, frames);
    const known = top.findIndex((call) => shown.has(call));
    const own = known === -1 ? top : top.slice(0, known);
    for (const call of own) shown.add(call);
    const more = calls.length - top.length;
    return [
      ...(stacks.length === 1 && percent(share) === '100%' ? [] : [`  ${percent(share)} by these calls:`]),
      ...own.map((call) => `    ${call}`),
      ...(known !== -1 ? [`    ${top[known]} and on as above`] : more > 0 ? [`    … ${more} more`] : []),
    ];
  });
}

/** Adds up stacks that are the same in the frames that are shown, as those that differ in how deep a router is. */
function distinguished(stacks: readonly GrownStack[], frames: number): GrownStack[] {
  const merged = new Map<string, GrownStack>();
  for (const { calls, share } of stacks) {
    const key = JSON.stringify(calls.slice(0, frames));
    const earlier = merged.get(key);
    merged.set(key, { calls: earlier?.calls ?? calls, share: (earlier?.share ?? 0) + share });
  }
  return [...merged.values()].sort((a, b) => b.share - a.share);
}
