import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { resolveOptions } from '../../src/application/options.js';
import { SampleLifetimes } from '../../src/growth/sample-lifetimes.js';
import { reportSites } from '../../src/sampler/site-reports.js';
import type { Frame } from '../../src/snapshot/frame.js';
import type { Profile } from '../../src/v8/profile.js';
import { integer } from '../../src/values/option-values.js';
import { formatBytes } from '../../src/values/units.js';
import { type Random, randomFrom } from '../support/random.js';

const HELP = `What a period costs the sampler thread: births and deaths of 20,000 live samples at 2,000 sites are found, every
site is judged at a checkpoint, and the report's sites are chosen.

  npm run bench -- lifetimes
  npm run bench -- lifetimes --json

  --periods N  periods measured [500]
  --json       prints JSON
  --help       prints this
`;

const SAMPLES = 20_000;
const SITES = 2_000;
/** Share of the samples that are replaced in a period. */
const TURNOVER = 0.1;
const PERIOD_SECONDS = 15;
/** A day of history: all spans but the longest two are evaluated. */
const WARMUP_PERIODS = 5760;

/** Runs the command, and returns its exit code. */
export function runLifetimes(commandArguments: readonly string[]): number {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      periods: { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const milliseconds = measure(integer(Number(values.periods), 1, 100_000, '--periods')).sort((a, b) => a - b);
  const at = (share: number): number => milliseconds[Math.floor(share * (milliseconds.length - 1))] ?? 0;
  const memory = measureMemory();
  const result = {
    samples: SAMPLES,
    sites: SITES,
    periods: milliseconds.length,
    milliseconds: { p05: at(0.05), median: at(0.5), p95: at(0.95), most: at(1) },
    memory,
  };
  const { p05, median, p95, most } = result.milliseconds;
  process.stdout.write(
    values.json
      ? `${JSON.stringify(result)}\n`
      : `${SAMPLES} live samples at ${SITES} sites, a day of history, ${milliseconds.length} periods with a checkpoint each\n` +
          `  a period   median ${median.toFixed(2)} ms   5% ${p05.toFixed(2)} ms   95% ${p95.toFixed(2)} ms   most ${most.toFixed(2)} ms\n` +
          `  memory     ${memory.bytesASample.toFixed(0)} bytes a live sample, ${formatBytes(memory.bytesASite)} a site with a week of history\n`,
  );
  return 0;
}

/** A heap whose samples come and go at random. */
class Heap {
  readonly sites: readonly Frame[];
  readonly profile: Profile;
  readonly #random: Random;
  #ordinal = 0;

  constructor(samples: number, sites: number) {
    this.#random = randomFrom(1);
    this.sites = Array.from({ length: sites }, (_, line) => ({
      site: `work src/module-${line}.js:${line}`,
      function: 'work',
      file: `/app/src/module-${line}.js`,
      line,
      package: null,
    }));
    this.profile = {
      nodes: {
        count: sites,
        parent: new Int32Array(sites).fill(-1),
        id: new Int32Array(sites),
        functionName: new Uint32Array(sites),
        script: new Uint32Array(sites),
        scriptId: new Int32Array(sites),
        line: new Int32Array(sites),
        column: new Int32Array(sites),
      },
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

  /** Replaces so many samples by new ones. */
  replace(count: number): void {
    for (let n = 0; n < count; n += 1) this.#replace(Math.floor(this.#random.uniform() * this.profile.samples.count));
  }

  #replace(row: number): void {
    const { node, weightBytes, ordinal } = this.profile.samples;
    this.#ordinal += 1;
    ordinal[row] = this.#ordinal;
    node[row] = Math.floor(this.#random.uniform() * this.sites.length);
    weightBytes[row] = 131_072 * (this.#random.uniform() < 0.9 ? 1 : 1 + 3 * this.#random.uniform());
  }
}

/** Lifetimes that follow a heap, period by period. */
class Watch {
  readonly lifetimes: SampleLifetimes;
  readonly #heap: Heap;
  readonly #settings = resolveOptions();
  #seconds = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
    const { sampleIntervalBytes: intervalBytes, leak: thresholds } = this.#settings;
    this.lifetimes = new SampleLifetimes({ intervalBytes, startSeconds: 0, thresholds });
  }

  /** Runs one period, at the end of which a collection has been; gives the milliseconds it took. */
  run(seconds = PERIOD_SECONDS): number {
    this.#heap.replace(TURNOVER * this.#heap.profile.samples.count);
    this.#seconds += seconds;
    const { profile, sites } = this.#heap;
    const read = { profile, frames: sites, startSeconds: this.#seconds, endSeconds: this.#seconds + 0.01 };
    const collection = { startSeconds: this.#seconds - 1, endSeconds: this.#seconds - 0.9 };
    const begin = performance.now();
    this.lifetimes.observe(read, collection);
    const { topSites, sampleIntervalBytes: intervalBytes } = this.#settings;
    reportSites(this.lifetimes.estimate(), { topSites, intervalBytes });
    return performance.now() - begin;
  }
}

function measure(periods: number): number[] {
  const watch = new Watch(new Heap(SAMPLES, SITES));
  // A day at a checkpoint every five minutes has as many checkpoints as one at every read.
  for (let n = 0; n < WARMUP_PERIODS / 20; n += 1) watch.run(20 * PERIOD_SECONDS);
  return Array.from({ length: periods }, () => watch.run());
}

/** The heap's growth with more samples, and with a week of history. */
function measureMemory(): { bytesASample: number; bytesASite: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const usedBytes = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const heldBy = (samples: number, sites: number, periods: number): number => {
    const heap = new Heap(samples, sites);
    const before = usedBytes();
    const watch = new Watch(heap);
    for (let n = 0; n < periods; n += 1) watch.run(30 * 60);
    const bytes = usedBytes() - before;
    // Read last, so that both are there until now.
    return watch.lifetimes.estimate().sites.length > 0 && heap.sites.length > 0 ? bytes : 0;
  };
  const [few, many] = [heldBy(10_000, 100, 2), heldBy(110_000, 100, 2)];
  const [narrow, wide] = [heldBy(20_000, 100, 336), heldBy(20_000, 2_100, 336)];
  return { bytesASample: (many - few) / 100_000, bytesASite: (wide - narrow) / 2_000 };
}
