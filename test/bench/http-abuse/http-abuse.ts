import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { COMMON_OPTIONS } from '../common-options.js';
import { formatBytes } from '../../../src/values/units.js';
import { median } from '../cost/median.js';
import { interruption } from '../interruption.js';
import { markdownTable } from '../markdown-table.js';
import { type Abused, playRound, type Round } from './round.js';

const HELP = `What the application notices when heapgauge's page is abused: its latency under a steady load, and its memory, while
clients ask without reading, ask by the hundred, hold connections, read slowly and send nonsense. Rounds alternate: nobody
is abused, or a page in a process of its own, which takes the same processors, or heapgauge's in the application.

  npm run bench -- http-abuse            some seven minutes
  npm run bench -- http-abuse --quick    half a minute, to see that it works

  --rounds N  rounds of each kind (8)
  --quick     one short round of each
  --json      prints JSON
  --help      prints this
`;

/** Times of the watched application while heapgauge's page is abused, by those of another round. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Everything that is measured. */
export interface HttpAbuse {
  readonly node: string;
  readonly processors: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly rounds: Readonly<Record<Abused, readonly Round[]>>;
  /** The p99 by that of the round before it, of either other kind. */
  readonly p99Ratio: Readonly<Record<Exclude<Abused, 'heapgauge'>, Ratio>>;
  /** The p99 of rounds in which nobody is abused, by one another: what chance does. */
  readonly noise: Ratio;
}

const KINDS: readonly Abused[] = ['nobody', 'another process', 'heapgauge'];

/** Runs the command, and returns its exit code. */
export async function runHttpAbuse(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      rounds: { type: 'string', default: '8' },
      ...COMMON_OPTIONS,
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const count = values.quick ? 1 : Number(values.rounds);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new Error('--rounds takes a number from 1 to 100');
  const settings = { seconds: values.quick ? 3 : 10, perSecond: 100 };
  const rounds: Record<Abused, Round[]> = { nobody: [], 'another process': [], heapgauge: [] };
  using interrupted = interruption();
  for (let n = 0; n < count && !interrupted.signal.aborted; n += 1) {
    // Each kind comes first as often as the others.
    for (const [at] of KINDS.entries()) {
      const kind = KINDS[(at + n) % KINDS.length] ?? 'nobody';
      rounds[kind].push(await playRound(kind, settings));
    }
  }
  const result: HttpAbuse = {
    node: process.version,
    processors: availableParallelism(),
    ...settings,
    rounds,
    p99Ratio: {
      nobody: ratio(rounds.heapgauge, rounds.nobody),
      'another process': ratio(rounds.heapgauge, rounds['another process']),
    },
    noise: ratio(rounds.nobody.slice(1), rounds.nobody),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : abuseText(result));
  return 0;
}

function ratio(rounds: readonly Round[], others: readonly Round[]): Ratio {
  const ratios = rounds.map(({ p99Seconds }, n) => p99Seconds / (others[n]?.p99Seconds ?? NaN));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

function abuseText({ node, processors, seconds, perSecond, rounds, p99Ratio, noise }: HttpAbuse): string {
  const rows = KINDS.map((kind) => {
    const all = rounds[kind];
    const middle = (value: (round: Round) => number): number => median(all.map(value));
    const p99s = all.map(({ p99Seconds }) => p99Seconds);
    return [
      kind,
      milliseconds(middle(({ medianSeconds }) => medianSeconds)),
      `${milliseconds(median(p99s))} (${milliseconds(Math.min(...p99s))} to ${milliseconds(Math.max(...p99s))})`,
      formatBytes(Math.max(...all.map(({ peakResidentBytes }) => peakResidentBytes))),
      middle(({ reports }) => reports).toFixed(0),
      kind === 'nobody' ? '-' : middle(({ abuse }) => (abuse?.connections ?? 0) / seconds).toFixed(0),
    ];
  });
  return [
    `Node ${node}, ${processors} processors; ${rounds.heapgauge.length} rounds each of ${seconds} s with ${perSecond} requests a second`,
    '',
    markdownTable(
      ['abused', 'p50', 'p99 (least to most)', 'peak memory', 'reports', 'abusing connections a second'],
      rows,
    ),
    '',
    `p99 while heapgauge is abused: ${ratioText(p99Ratio.nobody)} of that while nobody is, and ` +
      `${ratioText(p99Ratio['another process'])} of that while another process is; ` +
      `from one round without abuse to the next it is ${ratioText(noise)}`,
    '',
  ].join('\n');
}

function ratioText({ median: middle, least, most }: Ratio): string {
  return Number.isNaN(middle) ? 'unknown' : `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

function milliseconds(seconds: number): string {
  const value = 1000 * seconds;
  return `${value < 100 ? value.toPrecision(2) : value.toFixed(0)} ms`;
}
