import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resolveOptions } from '../../src/application/options.js';
import { SampleLifetimes } from '../../src/growth/sample-lifetimes.js';
import { MAIN_THREAD } from '../../src/report/report.js';
import { LeakWatch } from '../../src/sampler/leak-watch.js';
import { reportSites } from '../../src/sampler/site-reports.js';
import type { Frame } from '../../src/snapshot/frame.js';
import type { Profile } from '../../src/v8/profile.js';
import { integer } from '../../src/values/option-values.js';
import { formatBytes } from '../../src/values/units.js';
import { type Random, randomFrom } from '../support/random.js';

const HELP = `What a cycle costs the sampler thread: births and deaths of 20,000 live samples at 2,000 sites with stacks of 32 are
found, every site and every caller is judged at a checkpoint, leaks are named, also by what was born while V8 inlined
nothing, and the report's sites are chosen.

  npm run bench -- lifetimes
  npm run bench -- lifetimes --quick     to see that it works: nothing is judged to leak yet
  npm run bench -- lifetimes --json

  --periods N  cycles measured of each kind [300]
  --quick      20 of each, with an hour of history and not a day
  --json       prints JSON
  --help       prints this
`;

const SAMPLES = 20_000;
const SITES = 2_000;
/** Share of the samples that are replaced in a period. */
const TURNOVER = 0.1;
const PERIOD_SECONDS = 15;
/** The room under the limit of the heap, which holds some 3 GiB. */
const ROOM_BYTES: number = 2 ** 30;
/** A busy server has a checkpoint in every read, a light one in every sixth. */
const READS_A_CHECKPOINT_IN_THE_FIELD = 6;
/** A day of history: all spans but the longest two are evaluated. */
const WARMUP_PERIODS = 5760;

/** The kinds of cycles that are measured: how many samples leak in each, at how many stacks, and how many reads have a checkpoint. */
const KINDS = [
  { name: 'a checkpoint in every cycle', leaked: 0, stacks: 0, readsACheckpoint: 1 },
  { name: 'a checkpoint in every cycle, and a leak at three stacks', leaked: 10, stacks: 3, readsACheckpoint: 1 },
  { name: 'a checkpoint in every cycle, and a leak at a hundred', leaked: 10, stacks: 100, readsACheckpoint: 1 },
  { name: 'a checkpoint in every sixth', leaked: 0, stacks: 0, readsACheckpoint: READS_A_CHECKPOINT_IN_THE_FIELD },
] as const;

/** Runs the command, and returns its exit code. */
export function runLifetimes(commandArguments: readonly string[]): number {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      periods: { type: 'string', default: '300' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const periods = values.quick ? 20 : integer(Number(values.periods), 1, 100_000, '--periods');
  const tree = treeOfSites(SITES);
  const kinds = KINDS.map((kind) => {
    const cycles = measure(tree, kind, { periods, warmupPeriods: values.quick ? WARMUP_PERIODS / 24 : WARMUP_PERIODS });
    return {
      kind: kind.name,
      milliseconds: quantilesOf(cycles.map(({ milliseconds }) => milliseconds)),
      processorMilliseconds: quantilesOf(cycles.map(({ processorMilliseconds }) => processorMilliseconds)),
    };
  });
  const memory = measureMemory(values.quick ? HISTORY_PERIODS / 24 : HISTORY_PERIODS);
  const counts = {
    samples: SAMPLES,
    sites: SITES,
    nodes: tree.frames.length,
    functions: new Set(tree.frames.map(({ site }) => site)).size,
  };
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...counts, periods, kinds, memory })}\n`
      : `${SAMPLES} live samples at ${SITES} sites, stacks of ${DEPTH}: ${counts.nodes} nodes of ${counts.functions} functions; ${values.quick ? 'an hour' : 'a day'} of history\n` +
          kinds
            .flatMap(({ kind, milliseconds, processorMilliseconds }) => [
              `  ${kind}\n`,
              `    elapsed    ${shown(milliseconds)}\n`,
              `    processor  ${shown(processorMilliseconds)}\n`,
            ])
            .join('') +
          `  memory: ${memory.bytesASample.toFixed(0)} bytes a live sample; with a full history ` +
          `${formatBytes(memory.bytesASite)} a site, ${formatBytes(memory.bytesACaller)} a caller\n`,
  );
  return 0;
}

/** The time that one cycle took: on a busy machine that of the processor says more. */
interface Cycle {
  readonly milliseconds: number;
  /** The time of all threads, those of V8's collector and compilers among them. */
  readonly processorMilliseconds: number;
}

interface Quantiles {
  readonly p05: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { p05: at(0.05), median: at(0.5), p95: at(0.95), most: at(1) };
}

function shown({ p05, median, p95, most }: Quantiles): string {
  const milliseconds = (value: number): string => `${value.toFixed(2)} ms`.padStart(9);
  return `median ${milliseconds(median)}   5% ${milliseconds(p05)}   95% ${milliseconds(p95)}   most ${milliseconds(most)}`;
}

/** The functions on each stack. */
const DEPTH = 32;

/** A call tree whose rows are in depth-first order, and the rows of its stacks. */
interface BenchTree {
  readonly frames: readonly Frame[];
  readonly parents: readonly number[];
  readonly leaves: readonly number[];
}

/**
 * Makes two stacks for each site, of 32 functions each: they begin with the same few, part bit by bit, and share some of
 * the functions that they part in.
 */
function treeOfSites(sites: number, depth = DEPTH): BenchTree {
  const stacks = 2 * sites;
  const frames: Frame[] = [];
  const parents: number[] = [];
  const leaves: number[] = [];
  const path: Array<{ branch: number; row: number }> = [];
  const known = new Map<string, Frame>();
  for (let stack = 0; stack < stacks; stack += 1) {
    let parent = -1;
    for (let at = 0; at < depth; at += 1) {
      // One branch at the outermost six functions, and as many as stacks at the innermost.
      const width = at === depth - 1 ? stacks : Math.ceil(stacks ** Math.max(0, (at - 6) / (depth - 6)));
      const branch = Math.floor((stack * width) / stacks);
      const open = path[at];
      if (open?.branch === branch && at < depth - 1) {
        parent = open.row;
        continue;
      }
      path.length = at;
      const name = at === depth - 1 ? `site ${stack % sites}` : `caller ${at}.${branch % Math.ceil(width / 5)}`;
      let frame = known.get(name);
      if (frame === undefined) known.set(name, (frame = frameOf(name)));
      const row = frames.push(frame) - 1;
      parents.push(parent);
      path.push({ branch, row });
      parent = row;
    }
    leaves.push(parent);
  }
  return { frames, parents, leaves };
}

function frameOf(name: string): Frame {
  return {
    site: `${name} src/${name}.js:7`,
    function: name,
    file: `/app/src/${name}.js`,
    line: 7,
    column: 3,
    package: null,
  };
}

/** A heap whose samples come and go at random. */
class Heap {
  readonly tree: BenchTree;
  profile: Profile;
  readonly #random: Random;
  #ordinal = 0;
  #leaked = 0;
  /** The ordinal after which the first sample has leaked. */
  #leakOrdinal = Infinity;

  constructor(samples: number, tree: BenchTree) {
    this.#random = randomFrom(1);
    this.tree = tree;
    this.profile = {
      nodes: nodeTable(tree.parents),
      samples: {
        count: samples,
        node: new Uint32Array(samples),
        weightBytes: new Float64Array(samples),
        ordinal: new Float64Array(samples),
      },
      strings: [''],
    };
    for (let row = 0; row < samples; row += 1) this.#replace(row);
  }

  /** Says whether a sample came in the first five periods with a leak: V8 is kept from inlining for some seconds then. */
  isExact(ordinal: number): boolean {
    return ordinal > this.#leakOrdinal && ordinal <= this.#leakOrdinal + 5 * TURNOVER * SAMPLES;
  }

  /** Replaces so many samples by new ones. */
  replace(count: number): void {
    const own = this.profile.samples.count - this.#leaked;
    for (let n = 0; n < count; n += 1) this.#replace(Math.floor(this.#random.uniform() * own));
  }

  /** Adds so many samples that stay, at so many stacks that lie together. */
  leak(count: number, stacks: number): void {
    if (count === 0) return;
    if (this.#leaked === 0) this.#leakOrdinal = this.#ordinal;
    const { samples, ...rest } = this.profile;
    const grown = {
      count: samples.count + count,
      node: grownBy(samples.node, count),
      weightBytes: grownBy(samples.weightBytes, count),
      ordinal: grownBy(samples.ordinal, count),
    };
    this.profile = { ...rest, samples: grown };
    this.#leaked += count;
    for (let n = 1; n <= count; n += 1) this.#replace(grown.count - n, stacks);
  }

  #replace(row: number, stacks: number = this.tree.leaves.length): void {
    const { node, weightBytes, ordinal } = this.profile.samples;
    this.#ordinal += 1;
    ordinal[row] = this.#ordinal;
    node[row] = this.tree.leaves[Math.floor(this.#random.uniform() * stacks)] ?? 0;
    weightBytes[row] = 131_072 * (this.#random.uniform() < 0.9 ? 1 : 1 + 3 * this.#random.uniform());
  }
}

function grownBy<T extends Uint32Array | Float64Array>(array: T, count: number): T {
  const grown = new (array.constructor as new (length: number) => T)(array.length + count);
  grown.set(array);
  return grown;
}

function nodeTable(parents: readonly number[]): Profile['nodes'] {
  const count = parents.length;
  return {
    count,
    parent: Int32Array.from(parents),
    id: new Int32Array(count),
    functionName: new Uint32Array(count),
    script: new Uint32Array(count),
    scriptId: new Int32Array(count),
    line: new Int32Array(count),
    column: new Int32Array(count),
  };
}

/** Lifetimes that follow a heap, period by period. */
class Watch {
  readonly lifetimes: SampleLifetimes;
  readonly #leaks = new LeakWatch();
  readonly #heap: Heap;
  readonly #settings = resolveOptions();
  #seconds = 0;
  #collectedSeconds = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
    const { sampleIntervalBytes: intervalBytes, leak: thresholds } = this.#settings;
    this.lifetimes = new SampleLifetimes({ intervalBytes, startSeconds: 0, thresholds });
  }

  /** Runs one period, at the end of which a collection may have been; gives the time it took. */
  run({ seconds = PERIOD_SECONDS, leaked = 0, stacks = 0, isCollected = true } = {}): Cycle {
    this.#heap.replace(TURNOVER * SAMPLES);
    this.#heap.leak(leaked, stacks);
    this.#seconds += seconds;
    if (isCollected) this.#collectedSeconds = this.#seconds - 1;
    const { profile, tree } = this.#heap;
    const read = {
      profile,
      frames: tree.frames,
      startSeconds: this.#seconds,
      endSeconds: this.#seconds + 0.01,
      tenuredSeconds: this.#seconds - 1,
      room: { roomBytes: ROOM_BYTES, limitBytes: 2 * ROOM_BYTES },
    };
    const collection = { startSeconds: this.#collectedSeconds, endSeconds: this.#collectedSeconds + 0.1 };
    const [begin, used] = [performance.now(), process.cpuUsage()];
    this.lifetimes.observe(read, collection);
    this.#leaks.note(this.lifetimes.growth(), (ordinal) => this.#heap.isExact(ordinal));
    const { topSites, sampleIntervalBytes: intervalBytes } = this.#settings;
    reportSites([{ thread: MAIN_THREAD, estimates: this.lifetimes.estimate(), intervalBytes }], { topSites });
    const { user, system } = process.cpuUsage(used);
    return { milliseconds: performance.now() - begin, processorMilliseconds: (user + system) / 1000 };
  }
}

function measure(
  tree: BenchTree,
  kind: (typeof KINDS)[number],
  { periods, warmupPeriods }: { periods: number; warmupPeriods: number },
): Cycle[] {
  const { leaked, stacks, readsACheckpoint } = kind;
  const watch = new Watch(new Heap(SAMPLES - (leaked * periods) / 2, tree));
  // A day at a checkpoint every five minutes has as many checkpoints as one at every read.
  for (let n = 0; n < warmupPeriods / 20; n += 1) watch.run({ seconds: 20 * PERIOD_SECONDS });
  return Array.from({ length: periods }, (_, n) =>
    watch.run({ leaked, stacks, isCollected: n % readsACheckpoint === 0 }),
  );
}

/** Checkpoints at five minutes that fill a history: it keeps those of 80 hours. */
const HISTORY_PERIODS = 960;

/** The heap's growth with more samples, and with a full history of more sites, and of more callers. */
function measureMemory(historyPeriods: number): { bytesASample: number; bytesASite: number; bytesACaller: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const usedBytes = (): number => {
    for (let n = 0; n < 5; n += 1) collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const heldBy = (samples: number, tree: BenchTree, periods: number): number => {
    const heap = new Heap(samples, tree);
    // Compiled and given its feedback before, so that none of that counts.
    new Watch(heap).run();
    const before = usedBytes();
    const watch = new Watch(heap);
    for (let n = 0; n < periods; n += 1) watch.run({ seconds: 5 * 60 });
    const bytes = usedBytes() - before;
    // Read last, so that both are there until now.
    return watch.lifetimes.estimate().sites.length > 0 && heap.tree.leaves.length > 0 ? bytes : 0;
  };
  const [alone, below] = [treeOfSites(100, 1), treeOfSites(2_100)];
  const [few, many] = [heldBy(10_000, alone, 2), heldBy(110_000, alone, 2)];
  const [narrow, wide, deep] = [
    heldBy(20_000, alone, historyPeriods),
    heldBy(20_000, treeOfSites(2_100, 1), historyPeriods),
    heldBy(20_000, below, historyPeriods),
  ];
  const callers = new Set(below.frames.map(({ site }) => site)).size - 2_100;
  return {
    bytesASample: (many - few) / 100_000,
    bytesASite: (wide - narrow) / 2_000,
    bytesACaller: (deep - wide) / callers,
  };
}
