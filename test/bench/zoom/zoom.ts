import { parseArgs } from 'node:util';
import type { Report } from '../../../src/index.js';
import { COMMON_OPTIONS } from '../common-options.js';
import { median } from '../cost/median.js';
import { markdownTable } from '../markdown-table.js';
import { BusyServer, type Throughput } from './busy-server.js';

const HELP = `What a zoom costs: a busy server of many small functions, before, within and after some seconds in which V8 inlines
nothing, by the same server without. Runs with and without alternate.

  npm run bench -- zoom                   some fifteen minutes
  npm run bench -- zoom --quick           a minute, to see that it works
  npm run bench -- zoom --steady 3600     zooms of a watched server that does not grow, which are to be none

  --pairs N         pairs of runs (5)
  --steady SECONDS  watches a server that does not grow for so long, and counts zooms
  --quick           one short pair
  --json            prints JSON
  --help            prints this
`;

/** The stretches of a run, in seconds: the zoom is the second. */
const STRETCHES = { before: 8, within: 8, 'after 0 to 10 s': 10, 'after 10 to 60 s': 50 } as const;

type Stretch = keyof typeof STRETCHES;

/** The throughput of one run by stretches, and the pauses of its zoom. */
interface Run {
  readonly throughput: Readonly<Record<Stretch, Throughput>>;
  readonly offSeconds: number;
  readonly onSeconds: number;
}

/** A ratio over all pairs of runs. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Everything that is measured. */
export interface ZoomCost {
  readonly node: string;
  readonly pairs: number;
  readonly offSeconds: Spread;
  readonly onSeconds: Spread;
  /** The throughput of a stretch by that before, in runs with a zoom by those without. */
  readonly ratios: Readonly<Record<Exclude<Stretch, 'before'>, Readonly<Record<keyof Throughput, Spread>>>>;
}

/** Runs the command, and returns its exit code. */
export async function runZoom(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: { pairs: { type: 'string', default: '5' }, steady: { type: 'string' }, ...COMMON_OPTIONS },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.steady !== undefined) return watchSteady(Number(values.steady));
  const pairs = values.quick ? 1 : Number(values.pairs);
  if (!Number.isInteger(pairs) || pairs < 1 || pairs > 100) throw new Error('--pairs takes a number from 1 to 100');
  const result = await measure(pairs, values.quick ? 0.1 : 1);
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : textOf(result));
  return 0;
}

async function measure(pairs: number, scale: number): Promise<ZoomCost> {
  const runs: Array<{ zoomed: Run; bare: Run }> = [];
  for (let n = 0; n < pairs; n += 1) {
    // Each kind comes first as often as the other.
    const first = await play(n % 2 === 0, scale);
    const second = await play(n % 2 !== 0, scale);
    runs.push(n % 2 === 0 ? { zoomed: first, bare: second } : { zoomed: second, bare: first });
  }
  const ratio = (stretch: Stretch, unit: keyof Throughput): Spread =>
    spread(runs.map(({ zoomed, bare }) => change(zoomed, stretch, unit) / change(bare, stretch, unit)));
  const ratios = (stretch: Stretch): Record<keyof Throughput, Spread> => ({
    perSecond: ratio(stretch, 'perSecond'),
    perCpuSecond: ratio(stretch, 'perCpuSecond'),
  });
  return {
    node: process.version,
    pairs,
    offSeconds: spread(runs.map(({ zoomed }) => zoomed.offSeconds)),
    onSeconds: spread(runs.map(({ zoomed }) => zoomed.onSeconds)),
    ratios: {
      within: ratios('within'),
      'after 0 to 10 s': ratios('after 0 to 10 s'),
      'after 10 to 60 s': ratios('after 10 to 60 s'),
    },
  };
}

async function play(isZoomed: boolean, scale: number): Promise<Run> {
  const server = await BusyServer.start('switched-server');
  try {
    const of = (stretch: Stretch): Promise<Throughput> => server.measure(scale * STRETCHES[stretch]);
    await server.measure(scale * 15);
    const before = await of('before');
    const offSeconds = isZoomed ? await server.switch('off') : 0;
    const within = await of('within');
    const onSeconds = isZoomed ? await server.switch('on') : 0;
    const soon = await of('after 0 to 10 s');
    const later = await of('after 10 to 60 s');
    return {
      throughput: { before, within, 'after 0 to 10 s': soon, 'after 10 to 60 s': later },
      offSeconds,
      onSeconds,
    };
  } finally {
    await server.stop();
  }
}

/** Watches a busy server that does not grow, with spans of a minute, and fails where that makes a zoom. */
async function watchSteady(seconds: number): Promise<number> {
  if (!(seconds > 0)) throw new Error('--steady takes a number of seconds above 0');
  const port = 20_000 + (process.pid % 20_000);
  const server = await BusyServer.start('layered-server', {
    execArgv: ['--import', new URL('../../../src/register.js', import.meta.url).href],
    env: {
      HEAPGAUGE_PORT: String(port),
      HEAPGAUGE_PERIOD: '1s',
      HEAPGAUGE_LEAK_SPAN: '1min',
      HEAPGAUGE_MAX_PAUSE_RATIO: '0.05',
      HEAPGAUGE_SAMPLE_INTERVAL: '32KiB',
    },
  });
  try {
    const { perSecond } = await server.measure(seconds);
    const answer = await fetch(`http://127.0.0.1:${port}/report`);
    const { sampler } = (await answer.json()) as Report;
    process.stdout.write(
      `${Math.round(perSecond)} requests a second for ${seconds} s: ${sampler.reads} reads, ${sampler.zooms} zooms\n`,
    );
    return sampler.zooms === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

function change({ throughput }: Run, stretch: Stretch, unit: keyof Throughput): number {
  return throughput[stretch][unit] / throughput.before[unit];
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

function textOf({ node, pairs, offSeconds, onSeconds, ratios }: ZoomCost): string {
  const shown = ({ median: middle, least, most }: Spread, digits: number, factor = 1): string =>
    `${(factor * middle).toFixed(digits)} (${(factor * least).toFixed(digits)} to ${(factor * most).toFixed(digits)})`;
  const rows = Object.entries(ratios).map(([stretch, { perSecond, perCpuSecond }]) => [
    stretch,
    shown(perSecond, 3),
    shown(perCpuSecond, 3),
  ]);
  return `Node.js ${node}, ${pairs} pairs of runs; the main thread is paused for ${shown(offSeconds, 1, 1000)} ms at the
beginning and ${shown(onSeconds, 1, 1000)} ms at the end. Throughput by that before and by that without a zoom:

${markdownTable(['stretch', 'requests a second', 'requests a second of processor'], rows)}
`;
}
