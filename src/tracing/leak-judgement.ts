import { CONFIDENCE, type Growth, growthRate } from '../growth/rate.js';
import { addSample, addTally, emptyTally, sampleVariance, type Tally } from '../snapshot/estimate.js';
import type { Frame } from '../snapshot/frame.js';
import type { Snapshot } from '../snapshot/snapshot.js';

/** The calls of one round, and what was there before and after them. */
export interface Round {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Ordinals in between: one before the first call, and one after each group of calls. */
  readonly fences: readonly number[];
  readonly calls: number;
}

/** What a round's calls leave behind, as {@link LeakReport} has it, and what it follows from. */
export interface Judgement {
  readonly verdict: 'leak' | 'no leak';
  readonly leakingShare: number;
  readonly bytesPerIteration: number;
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
  /** The groups of calls but the last. */
  readonly groups: number;
  /** Those of them that left something, whatever it was. */
  readonly leavingGroups: number;
  /** The sites that leak, most bytes first; all that grew where there is no leak. */
  readonly sites: readonly Frame[];
  /** False where a further round may give another answer: groups left something that may or may not come again. */
  readonly isSettled: boolean;
}

/** The quantile of the normal distribution for 95 %, two-sided. */
const NORMAL_95 = 1.96;

/** The share of the groups of calls but the last that must have left something behind, in a leak. */
const LEAKING_SHARE = 0.75;

/**
 * The groups in which a stack leaves something that leaks. V8 allocates feedback, code and caches for a function when it
 * has been called often enough, a few times in all: of the stacks of 100 first calls of winston, cheerio and an agent of
 * `node:http`, four groups were the most.
 */
const RECURRING_GROUPS = 5;

/** The groups in which a stack may leave something without a doubt about it: code is compiled once. */
const CLEAR_GROUPS = 1;

/** What one stack left in a round. */
interface Left {
  readonly births: Tally;
  /** The bytes by group, the last one left out: a further call would replace what is not leaked. */
  readonly bytes: Map<number, number>;
}

/** What the stacks of one site left in a round, and which of its older allocations died. */
interface SiteChange {
  readonly site: Frame;
  readonly stacks: Map<string, Left>;
  readonly births: Tally;
  readonly deaths: Tally;
}

/**
 * Judges whether a round's calls leave memory behind, and how much. A leak comes from the same stack again and again. What
 * comes once from each of many stacks is V8's own, as it compiles a function after some calls. Deaths make up for births of
 * the same site alone: what dies elsewhere was not replaced by these calls.
 */
export function judgeRound(round: Round): Judgement {
  const { after, fences, calls } = round;
  const groups = Math.max(0, fences.length - 2);
  const changes = [...changesOf(round).values()].filter(({ births }) => births.samples > 0);
  const recurring = coverOf(changes, RECURRING_GROUPS);
  const leakingShare = groups === 0 ? 0 : recurring.groups / groups;
  const leavingGroups = coverOf(changes, 1).groups;

  // What a call leaves is what it leaves at the sites that leak: the rest does not go on.
  const sites = leakingShare >= LEAKING_SHARE ? recurring.sites : changes;
  const intervalBytes = after.sampleIntervalBytes;
  const births = sum(sites.map((site) => site.births));
  const deaths = sum(sites.map((site) => site.deaths));
  const growth = growthRate(births, deaths, { seconds: calls, intervalBytes, confidence: CONFIDENCE });
  const spread = spreadOf(sites, groups) / calls;
  const lower = lowerBound(growth, NORMAL_95 * spread);
  const { bytesPerSecond: bytesPerIteration } = growth;
  return {
    verdict: leakingShare >= LEAKING_SHARE && lower > 0 ? 'leak' : 'no leak',
    leakingShare,
    bytesPerIteration,
    lower,
    upper: bytesPerIteration + Math.hypot(growth.upper - bytesPerIteration, NORMAL_95 * spread),
    confidence: CONFIDENCE,
    groups,
    leavingGroups,
    sites: [...sites].sort((a, b) => netBytes(b) - netBytes(a)).map(({ site }) => site),
    isSettled: coverOf(changes, CLEAR_GROUPS + 1).groups === 0 && leavingGroups < LEAKING_SHARE * groups,
  };
}

/** Sorts what was born in a round and is still there, and what was there before and has died, by site and stack. */
function changesOf({ before, after, fences }: Round): Map<string, SiteChange> {
  const sites = new Map<string, SiteChange>();
  const siteOf = (snapshot: Snapshot, row: number): SiteChange => {
    const site = snapshot.siteOf(row);
    return known(sites, site.site, () => ({ site, births: emptyTally(), deaths: emptyTally(), stacks: new Map() }));
  };
  const survivors = new Set(after.data.samples.ordinal);
  before.data.samples.ordinal.forEach((ordinal, row) => {
    if (!survivors.has(ordinal)) add(siteOf(before, row).deaths, before, row);
  });
  after.data.samples.ordinal.forEach((ordinal, row) => {
    const group = groupOf(ordinal, fences);
    if (group < 0) return;
    const { births, stacks } = siteOf(after, row);
    const stack = known(stacks, stackName(after, row), () => ({
      births: emptyTally(),
      bytes: new Map<number, number>(),
    }));
    add(births, after, row);
    add(stack.births, after, row);
    if (group < fences.length - 2) {
      stack.bytes.set(group, (stack.bytes.get(group) ?? 0) + (after.data.samples.weightBytes[row] ?? 0));
    }
  });
  return sites;
}

/**
 * Counts the groups that left something from stacks which did so in a number of groups or more, and no more of them than
 * there are allocations left in addition to those that made up for deaths at their site. A cache that is full drops as
 * many as it takes in.
 */
function coverOf(changes: readonly SiteChange[], least: number): { groups: number; sites: readonly SiteChange[] } {
  const covered = new Set<number>();
  const sites: SiteChange[] = [];
  let additional = 0;
  for (const change of changes) {
    const chosen = [...change.stacks.values()].filter(({ bytes }) => bytes.size >= least);
    const net = chosen.reduce((all, { births }) => all + births.samples, 0) - change.deaths.samples;
    const groups = new Set(chosen.flatMap(({ bytes }) => [...bytes.keys()]));
    if (net <= 0 || groups.size === 0) continue;
    sites.push(change);
    additional += Math.min(net, groups.size);
    for (const group of groups) covered.add(group);
  }
  return { groups: Math.min(covered.size, additional), sites };
}

function netBytes({ births, deaths }: SiteChange): number {
  return births.bytes - deaths.bytes;
}

/** Gives the standard error of all groups' bytes together, the last one's too, from the differences between the others. */
function spreadOf(sites: readonly SiteChange[], groups: number): number {
  if (groups < 2) return 0;
  const bytes = new Array<number>(groups).fill(0);
  for (const { stacks } of sites) {
    for (const stack of stacks.values())
      for (const [group, its] of stack.bytes) bytes[group] = (bytes[group] ?? 0) + its;
  }
  const mean = bytes.reduce((all, one) => all + one, 0) / groups;
  const squares = bytes.reduce((all, one) => all + (one - mean) ** 2, 0);
  return Math.sqrt(((groups + 1) * squares) / (groups - 1));
}

/**
 * Combines the lower bound of sampling with the spread between calls. Whether there is growth is for sampling to say and
 * not for the calls' differences: a map that grows takes a larger table in one of them, which then has most of the bytes.
 * So where there is growth, the spread is subtracted on a logarithmic scale.
 */
function lowerBound({ bytesPerSecond: mean, lower }: Growth, spread: number): number {
  return lower > 0 ? lower * Math.exp(-spread / mean) : mean - Math.hypot(mean - lower, spread);
}

/** Gives the group of calls in which a sample was made, −1 where it is older; what is younger belongs to the last. */
function groupOf(ordinal: number, fences: readonly number[]): number {
  let group = -1;
  while (group < fences.length - 2 && ordinal > (fences[group + 1] ?? Infinity)) group += 1;
  return group;
}

function stackName(snapshot: Snapshot, row: number): string {
  return snapshot
    .tracebackOf(row)
    .frames.map(({ site }) => site)
    .join('\n');
}

function add(tally: Tally, { data }: Snapshot, row: number): void {
  const weightBytes = data.samples.weightBytes[row] ?? 0;
  addSample(tally, weightBytes, sampleVariance(weightBytes, data.sampleIntervalBytes));
}

function sum(tallies: readonly Tally[]): Tally {
  const all = emptyTally();
  for (const one of tallies) addTally(all, one);
  return all;
}

function known<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
