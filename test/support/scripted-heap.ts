import type { JudgedFunction } from '../../src/growth/judged-function.js';
import { SampleLifetimes, type SiteEstimates, type SiteEstimate } from '../../src/growth/sample-lifetimes.js';
import type { LeakThresholds } from '../../src/growth/thresholds.js';
import type { Frame } from '../../src/snapshot/frame.js';
import type { MajorCollection } from '../../src/v8/collections.js';
import type { Profile } from '../../src/v8/profile.js';
import { treeOfStacks } from './stack-tree.js';

/** Mean spacing of samples in every scripted heap. */
export const INTERVAL_BYTES = 1000;

export const HOUR = 3600;

/** The thresholds that are the default. */
export const THRESHOLDS: LeakThresholds = { spanSeconds: HOUR, falseAlarmsPerWeek: 0.001, minimumGrowthRatio: 0.1 };

/** One sampled object with its true life, monotonic seconds. */
export interface ScriptedSample {
  readonly site: string;
  /** The functions that stand above the site on the stack, the outermost first. @default none */
  readonly callers?: readonly string[];
  readonly birthSeconds: number;
  /** The time at which the last reference went; `Infinity` for never. */
  readonly deathSeconds: number;
  /** The weight of the sample in bytes. @default one interval, as for a small object */
  readonly weightBytes?: number;
}

/** The times at which a scripted heap is read and collected. */
export interface ReplayOptions {
  readonly untilSeconds: number;
  /** The time between two reads. @default five minutes */
  readonly readEverySeconds?: number;
  /** The time between two major collections, each halfway between two reads. @default before every read */
  readonly collectEverySeconds?: number;
  readonly thresholds?: LeakThresholds;
  /**
   * The age from which on a live sample counts as one that only a major collection takes; a younger one that is dead is not
   * listed. @default none does, and all are
   */
  readonly tenuredAfterSeconds?: number;
  /** The bytes at which the heap is full. @default unknown */
  readonly limitBytes?: number;
}

/** A frame of the program. */
export function siteFrame(name: string): Frame {
  return { site: name, function: name, file: `/srv/${name}.js`, line: 1, column: 0, package: null };
}

/** A profile of samples, as far as lifetimes need one. @param parents the row above each node, @default none */
export function profileOf(
  samples: ReadonlyArray<{ readonly node: number; readonly ordinal: number; readonly weightBytes: number }>,
  nodes: number,
  parents: readonly number[] = new Array<number>(nodes).fill(-1),
): Profile {
  const count = samples.length;
  const table = {
    count,
    node: new Uint32Array(count),
    weightBytes: new Float64Array(count),
    ordinal: new Float64Array(count),
  };
  samples.forEach(({ node, ordinal, weightBytes }, row) => {
    table.node[row] = node;
    table.weightBytes[row] = weightBytes;
    table.ordinal[row] = ordinal;
  });
  return {
    nodes: {
      count: nodes,
      parent: Int32Array.from(parents),
      id: new Int32Array(nodes),
      functionName: new Uint32Array(nodes),
      script: new Uint32Array(nodes),
      scriptId: new Int32Array(nodes),
      line: new Int32Array(nodes),
      column: new Int32Array(nodes),
    },
    samples: table,
    strings: [''],
  };
}

/** What is known after one read of a scripted heap. */
export interface Seen {
  readonly seconds: number;
  readonly estimate: SiteEstimates;
  readonly lifetimes: SampleLifetimes;
  /** Gives what is known of one site, if anything. */
  readonly site: (name: string) => SiteEstimate | undefined;
  /** Gives what is judged of one function, if it leaks or grows. */
  readonly judged: (name: string) => JudgedFunction | undefined;
}

/**
 * Has lifetimes follow scripted lives: V8 lists a sample from its birth to the first collection after its death.
 *
 * @param onRead is called after every read
 * @returns what is known after the last read
 */
export function replay(
  script: readonly ScriptedSample[],
  {
    untilSeconds,
    readEverySeconds = 300,
    collectEverySeconds = readEverySeconds,
    thresholds = THRESHOLDS,
    tenuredAfterSeconds = Infinity,
    limitBytes,
  }: ReplayOptions,
  onRead: (seen: Seen) => void = () => undefined,
): Seen {
  const lifetimes = new SampleLifetimes({ intervalBytes: INTERVAL_BYTES, startSeconds: 0, thresholds });
  const tree = treeOfStacks(
    script.map(({ site, callers = [] }) => [...callers, site]),
    siteFrame,
  );
  const coming = [...script]
    .sort((a, b) => a.birthSeconds - b.birthSeconds)
    .map(({ site, callers = [], birthSeconds, deathSeconds, weightBytes = INTERVAL_BYTES }, n) => ({
      node: tree.rowOf([...callers, site]),
      ordinal: n + 1,
      birthSeconds,
      deathSeconds,
      weightBytes,
    }));
  let listed: typeof coming = [];
  let arrived = 0;
  let collection: MajorCollection | undefined;
  let seen: Seen = seenBy(lifetimes, 0);
  for (let read = 1; read * readEverySeconds <= untilSeconds; read += 1) {
    const seconds = read * readEverySeconds;
    const dueSeconds = Math.floor(seconds / collectEverySeconds) * collectEverySeconds - readEverySeconds / 2;
    if (dueSeconds > 0 && dueSeconds !== collection?.startSeconds)
      collection = { startSeconds: dueSeconds, endSeconds: dueSeconds };
    const collectedSeconds = collection?.startSeconds ?? -Infinity;
    for (; (coming[arrived]?.birthSeconds ?? Infinity) <= seconds; arrived += 1) {
      const sample = coming[arrived];
      if (sample !== undefined) listed.push(sample);
    }
    const isYoungGarbage = ({ birthSeconds, deathSeconds }: (typeof coming)[number]): boolean =>
      tenuredAfterSeconds < Infinity && deathSeconds <= seconds && deathSeconds < birthSeconds + tenuredAfterSeconds;
    listed = listed.filter((one) => one.deathSeconds > collectedSeconds && !isYoungGarbage(one));
    const times = {
      startSeconds: seconds - 0.125,
      endSeconds: seconds,
      tenuredSeconds: seconds - tenuredAfterSeconds,
    };
    const { frames, parents } = tree;
    const usedBytes = listed.reduce((sum, { weightBytes }) => sum + weightBytes, 0);
    const room = limitBytes === undefined ? undefined : { roomBytes: limitBytes - usedBytes, limitBytes };
    lifetimes.observe({ profile: profileOf(listed, frames.length, parents), frames, ...times, room }, collection);
    seen = seenBy(lifetimes, seconds);
    onRead(seen);
  }
  return seen;
}

function seenBy(lifetimes: SampleLifetimes, seconds: number): Seen {
  const estimate = lifetimes.estimate();
  const judged = lifetimes.judged();
  return {
    seconds,
    estimate,
    lifetimes,
    site: (name) => estimate.sites.find(({ place }) => place.site === name),
    judged: (name) => judged.find(({ frame }) => frame.site === name),
  };
}
