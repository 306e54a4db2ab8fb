import { StackPaths } from '../../src/growth/group-stacks.js';
import type { JudgedFunction } from '../../src/growth/judged-function.js';
import type { TreeGrowth } from '../../src/growth/leak-finder.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { emptyTally } from '../../src/snapshot/estimate.js';
import { placeNamed, scriptedStacks } from './scripted-stacks.js';
import { tallyOf } from './tallies.js';

/** Ordinals of this number and above are of samples that were taken while V8 inlined nothing. */
export const EXACT_ORDINAL = 1_000_000;

/**
 * What is scripted: lines such as `timer > handle > save 50`, each with so many samples of one byte that have come and
 * stayed, or of so many bytes as in `timer > handle > save 2x500`.
 */
export interface ScriptedGrowth {
  /** What has come within the span. */
  readonly grown: readonly string[];
  /** What has come within the span while V8 inlined nothing. */
  readonly exact?: readonly string[];
  /** What is live besides. */
  readonly others?: readonly string[];
  /** What has died. */
  readonly dropped?: readonly string[];
  /** The functions that are judged to leak. */
  readonly leaking: string;
  readonly growing?: string;
  /** The functions that are judged to leak by a longer span. */
  readonly leakingLong?: string;
  /** The share of net growth of some functions, 1 of the others. */
  readonly netShares?: Readonly<Record<string, number>>;
}

/** Makes the growth that a script describes. */
export function scriptedGrowth(script: ScriptedGrowth): TreeGrowth {
  const {
    grown,
    exact = [],
    others = [],
    dropped = [],
    leaking,
    growing = '',
    leakingLong = '',
    netShares = {},
  } = script;
  const frames: Frame[] = [placeNamed('(root)')];
  const parent = [-1];
  const samples: Array<{ node: number; ordinal: number; isGrown: boolean; bytes: number }> = [];
  const add = (line: string, firstOrdinal: number, isGrown: boolean): void => {
    const [names = '', amount = ''] = line.split(/ (?=\d+(?:x\d+)?$)/);
    const [count, bytes = 1] = amount.split('x').map(Number);
    let row = 0;
    for (const name of names.split(' > ')) {
      const above = row;
      const known = frames.findIndex((frame, n) => frame.site === name && parent[n] === above);
      row = known === -1 ? frames.push(placeNamed(name)) - 1 : known;
      if (known === -1) parent.push(above);
    }
    for (let n = 0; n < (count ?? 0); n += 1)
      samples.push({ node: row, ordinal: firstOrdinal + samples.length, isGrown, bytes });
  };
  for (const line of grown) add(line, 0, true);
  for (const line of exact) add(line, EXACT_ORDINAL, true);
  for (const line of others) add(line, 0, false);
  const placed = (chosen: typeof samples): ReturnType<TreeGrowth['retainedSince']> => ({
    count: chosen.length,
    node: Int32Array.from(chosen, ({ node }) => node),
    weightBytes: Float64Array.from(chosen, ({ bytes }) => bytes),
    ordinal: Float64Array.from(chosen, ({ ordinal }) => ordinal),
  });
  const functionsOf = (names: string, isLeaking: boolean): JudgedFunction[] =>
    names
      .split(' ')
      .filter(Boolean)
      .map((name) => functionNamed(name, [...grown, ...exact], isLeaking));
  return {
    paths: new StackPaths({
      parent: Int32Array.from(parent),
      frames,
      siteRows: Int32Array.from(frames, (_, row) => row),
    }),
    judged: [
      ...functionsOf(leaking, true),
      ...functionsOf(growing, false),
      ...functionsOf(leakingLong, true).map((one) => ({ ...one, from: LONG_AGO })),
    ],
    seconds: 100,
    live: placed(samples),
    dropped: () => scriptedStacks(...dropped),
    retainedSince: () => placed(samples.filter(({ isGrown }) => isGrown)),
    netShares: () => (place) => netShares[place.site] ?? 1,
  };
}

const LONG_AGO = { number: 0, seconds: -100, column: 0 };
const FROM = { number: 1, seconds: 0, column: 0 };

/** A function that has grown for 100 seconds by what the lines hold that have it. */
function functionNamed(name: string, lines: readonly string[], isLeaking: boolean): JudgedFunction {
  const bytes = lines
    .filter((line) => ` > ${line.replace(/ \d+$/, ' >')}`.includes(` > ${name} >`))
    .reduce((sum, line) => sum + Number(/\d+$/.exec(line)?.[0]), 0);
  const [births, deaths] = [tallyOf(bytes, 1), emptyTally()];
  const common = { frame: placeNamed(name), scope: 'calls', from: FROM, births, deaths, retained: births } as const;
  const leak = {
    sinceSeconds: 60,
    reason: 'lasting' as const,
    from: FROM,
    seconds: 100,
    births,
    deaths,
    explained: 0.5,
  };
  return isLeaking ? { ...common, state: 'leaking', leak } : { ...common, state: 'growing', leak: undefined };
}
