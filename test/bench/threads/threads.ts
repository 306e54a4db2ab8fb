import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { formatBytes, formatDuration } from '../../../src/values/units.js';
import { COMMON_OPTIONS } from '../common-options.js';
import { interruption } from '../interruption.js';
import { print } from '../lab/output.js';
import { markdownTable } from '../markdown-table.js';
import { type Held, type ProcessResult, runProgram, type ThreadedProgram } from './run-program.js';

const PROGRAMS: readonly ThreadedProgram[] = [
  {
    name: 'leaking-pool',
    description: 'two threads of piscina keep 5 KB of each of 100 tasks a second',
    command: ['pool.js', 'keeps'],
  },
  { name: 'pool', description: 'the same keep the latest tasks alone', command: ['pool.js', 'drops'] },
  { name: 'short', description: '200 threads a minute, each for a fifth of a second', command: ['short.js'] },
  { name: 'cluster', description: 'two processes answer 60 requests a second', command: ['cluster.js'] },
];

const HELP = `Programs with threads and processes of their own, in real time, watched by heapgauge at its default settings: what does it
call a leak, and is what it holds the same at the end as after a minute?

  npm run bench -- threads                        all four, ten minutes
  npm run bench -- threads --quick                half a minute, to see that it works
  npm run bench -- threads --only short --minutes 5

  --minutes N     they run for so many minutes (10)
  --only NAMES    these programs: ${PROGRAMS.map(({ name }) => name).join(', ')}
  --quick         half a minute of the pool
  --list          print the programs there are
  --json          print JSON
  --help          print this
`;

/** Runs the command, and returns its exit code. */
export async function runThreads(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      minutes: { type: 'string', default: '10' },
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      ...COMMON_OPTIONS,
    },
  });
  if (values.help || values.list) {
    await print(values.help ? HELP : PROGRAMS.map(({ name, description }) => `${name} ${description}`).join('\n'));
    return 0;
  }
  const seconds = values.quick ? 30 : 60 * Number(values.minutes);
  if (!(seconds > 0)) throw new Error(`--minutes takes a number above 0, not "${values.minutes}"`);
  const names = (values.quick ? 'pool' : values.only)?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !PROGRAMS.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`no program "${unknown}"; there are: ${PROGRAMS.map(({ name }) => name).join(', ')}`);
  const programs = PROGRAMS.filter(({ name }) => names?.includes(name) ?? true);
  using interrupted = interruption();
  const { signal } = interrupted;
  const results = (await Promise.all(programs.map((program) => runProgram(program, { seconds, signal })))).flat();
  const result = { node: process.version, processors: availableParallelism(), processes: results };
  await print(values.json ? JSON.stringify(result) : textOf(result));
  return signal.aborted ? 130 : 0;
}

function textOf({
  node,
  processors,
  processes,
}: {
  readonly node: string;
  readonly processors: number;
  readonly processes: readonly ProcessResult[];
}): string {
  const table = markdownTable(
    ['program', 'threads seen', 'from, to', 'rss', 'sampler', 'threads', 'files', 'series', 'suspects'],
    processes.map(({ program, watched, first, last, suspects }) => [
      program,
      watched.join(', '),
      fromTo(first, last, ({ atSeconds }) => formatDuration(atSeconds)),
      fromTo(first, last, ({ rssBytes }) => formatBytes(rssBytes)),
      fromTo(first, last, ({ samplerBytes }) => formatBytes(samplerBytes)),
      fromTo(first, last, ({ threads }) => String(threads ?? '-')),
      fromTo(first, last, ({ descriptors }) => String(descriptors ?? '-')),
      fromTo(first, last, ({ series }) => String(series)),
      String(suspects.length),
    ]),
  );
  const details = processes.flatMap(({ program, suspects, growing }) => [
    ...suspects.map(({ site, thread, growth, atSeconds }) => {
      const [lower, rate, upper] = growth.map((bytes) => formatBytes(bytes));
      return `${program}: suspect after ${formatDuration(atSeconds)}: ${site} (${thread}), +${rate} (${lower} to ${upper}) a second`;
    }),
    ...growing.map((site) => `${program}: growing at some time: ${site}`),
  ]);
  return [`Node ${node}, ${processors} processors`, table, ...(details.length === 0 ? [] : [details.join('\n')])].join(
    '\n\n',
  );
}

function fromTo(first: Held, last: Held, text: (held: Held) => string): string {
  return `${text(first)} → ${text(last)}`;
}
