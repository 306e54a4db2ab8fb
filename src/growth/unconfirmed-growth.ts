import { emptyTally, type Tally } from '../snapshot/estimate.js';
import type { CallTree } from './call-tree.js';
import { LEAST_BIRTHS_PER_DEATH, LEAST_PART_SHARE } from './constants.js';
import { addSums, type FunctionSums, noSums, sumByFunction } from './function-sums.js';
import type { SampleStore } from './sample-store.js';
import { isSignificant, leastEvents, mayBeSignificant, type SignificanceLevel } from './significance.js';
import type { JudgedKind } from './thresholds.js';

/** The share of what a stretch has released that is expected of the next one where that has released less. */
const EXPECTED_SHARE = 0.5;

/** What is expected of a function is forgotten below so many samples. */
const LEAST_EXPECTED_SAMPLES = 0.5;

/** What a read shows of the samples that no collection has confirmed. */
export interface UnconfirmedRead {
  readonly tree: CallTree;
  readonly endSeconds: number;
  /**
   * Samples that were seen before this time and are live have survived two collections of the young generation, so that
   * only a major one takes them: monotonic seconds.
   */
  readonly tenuredSeconds: number;
  /** The begin of the stretch of time within which growth counts. */
  readonly sinceSeconds: number;
  /** True where V8 has not collected for so long that evidence is missed. */
  readonly isQuiet: boolean;
  /** The terms on which growth is significant. */
  readonly levels: Readonly<Record<JudgedKind, SignificanceLevel>>;
}

/**
 * Finds the functions below which live memory grows that no major collection has confirmed, and which would be growing if
 * it were retained. Garbage grows between two collections as well. It is distinguished by what it did before:
 *
 * - what has not survived two collections of the young generation does not count, which is nearly all garbage;
 * - what came has to be twice as much as the function released in one stretch between collections so far, and more than
 *   that by more than chance explains. So a function that makes garbage lacks evidence once, until a collection has shown
 *   how much of it is garbage;
 * - it came in both halves of the stretch, which a burst, or what was loaded at start-up, did not.
 */
export class UnconfirmedGrowth {
  #readEnds: number[] = [];
  #tenuredSeconds = -Infinity;
  /** What major collections have taken since the latest checkpoint. */
  #released: FunctionSums = noSums();
  /** What is expected to be released in one stretch between checkpoints. */
  readonly #expected: FunctionSums = noSums();
  #found: Readonly<Record<JudgedKind, ReadonlySet<string>>> = { site: new Set(), caller: new Set() };

  /** True where any site or caller would be growing. */
  get isAny(): boolean {
    return this.#found.site.size + this.#found.caller.size > 0;
  }

  /** Says whether a site would be growing. */
  hasSite(site: string): boolean {
    return this.#found.site.has(site);
  }

  /**
   * Takes in the samples that a read lists no more.
   *
   * @param rows those of the store that hold them
   * @param tree the call tree of the read before
   */
  noteDeaths(samples: SampleStore, rows: Iterable<number>, tree: CallTree): void {
    const tenured = [...rows].filter((row) => samples.isTenured(row, this.#tenuredSeconds));
    if (tenured.length === 0) return;
    addSums(this.#released, sumByFunction(samples, tenured, tree));
  }

  /** Takes in a checkpoint: what was released before it came in one stretch. */
  noteCheckpoint(): void {
    for (const kind of ['site', 'caller'] as const) expect(this.#expected[kind], this.#released[kind]);
    this.#released = noSums();
  }

  /** Takes in what a read lists. */
  noteRead(samples: SampleStore, rows: Int32Array, read: UnconfirmedRead): void {
    const { tree, endSeconds, tenuredSeconds, sinceSeconds, isQuiet, levels } = read;
    this.#tenuredSeconds = tenuredSeconds;
    const begin = this.#readEnds.findLastIndex((end) => end <= sinceSeconds);
    this.#readEnds = this.#readEnds.slice(Math.max(0, begin));
    const stretch = halves(this.#readEnds, tenuredSeconds);
    this.#readEnds.push(endSeconds);
    this.#found = { site: new Set(), caller: new Set() };
    if (stretch === undefined || !isQuiet) return;
    const { from, middle, to } = stretch;
    const within = (end: number): Int32Array =>
      rows.filter((row) => {
        const seenSeconds = samples.seenSeconds(row);
        return seenSeconds > from && seenSeconds <= end && samples.confirmedBy(row) === undefined;
      });
    const cameRows = within(to);
    // Most reads show too few for any function.
    if (cameRows.length < leastEvents(Math.max(levels.site.falseAlarmProbability, levels.caller.falseAlarmProbability)))
      return;
    const came = sumByFunction(samples, cameRows, tree);
    const found = (kind: JudgedKind): string[] =>
      [...came[kind]].filter(([name, tally]) => isMore(tally, this.#expected[kind].get(name), levels[kind])).map(first);
    const names = { site: found('site'), caller: found('caller') };
    if (names.site.length + names.caller.length === 0) return;
    const older = sumByFunction(samples, within(middle), tree);
    const inBoth = (kind: JudgedKind): Set<string> =>
      new Set(
        names[kind].filter((name) => {
          const [allBytes, olderBytes] = [came[kind].get(name)?.bytes ?? 0, older[kind].get(name)?.bytes ?? 0];
          const leastRate = (LEAST_PART_SHARE * allBytes) / (to - from);
          return olderBytes >= leastRate * (middle - from) && allBytes - olderBytes >= leastRate * (to - middle);
        }),
      );
    this.#found = { site: inBoth('site'), caller: inBoth('caller') };
  }
}

/** Gives the reads that a stretch begins and ends with and that divide it; `undefined` where there are not enough. */
function halves(
  readEnds: readonly number[],
  tenuredSeconds: number,
): { from: number; middle: number; to: number } | undefined {
  const ends = readEnds.filter((end) => end < tenuredSeconds);
  const [from, to] = [ends[0], ends.at(-1)];
  if (from === undefined || to === undefined) return undefined;
  const distance = (end: number): number => Math.abs(end - (from + to) / 2);
  let middle: number | undefined;
  for (const end of ends.slice(1, -1)) {
    if (middle === undefined || distance(end) < distance(middle)) middle = end;
  }
  return middle === undefined ? undefined : { from, middle, to };
}

/** Says whether what came is more than what is expected to go. */
function isMore(came: Tally, expected = emptyTally(), level: SignificanceLevel): boolean {
  if (!mayBeSignificant(came, level) || came.bytes < LEAST_BIRTHS_PER_DEATH * expected.bytes) return false;
  return isSignificant(came, expected, level);
}

/** Turns what was expected of a stretch, in the light of what it has released, into what is expected of the next. */
function expect(expected: Map<string, Tally>, released: ReadonlyMap<string, Tally>): void {
  for (const [name, tally] of expected) {
    const its = released.get(name);
    if (its !== undefined && its.bytes >= EXPECTED_SHARE * tally.bytes) expected.set(name, its);
    else if (EXPECTED_SHARE * tally.samples >= LEAST_EXPECTED_SAMPLES) halve(tally);
    else expected.delete(name);
  }
  for (const [name, tally] of released) {
    if (!expected.has(name)) expected.set(name, tally);
  }
}

/** Leaves a tally fewer samples of the same weights. */
function halve(tally: Tally): void {
  tally.samples *= EXPECTED_SHARE;
  tally.bytes *= EXPECTED_SHARE;
  tally.variance *= EXPECTED_SHARE;
  tally.squares *= EXPECTED_SHARE;
}

function first([name]: readonly [string, unknown]): string {
  return name;
}
