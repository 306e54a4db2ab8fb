import { parseArgs } from 'node:util';
import { formatDuration } from '../../../src/values/units.js';
import { COMMON_OPTIONS } from '../common-options.js';
import { interruption } from '../interruption.js';
import { print, say } from '../lab/output.js';
import { markdownTable } from '../markdown-table.js';
import { type Death, DEATHS, QUICK_DEATH } from './deaths.js';
import { DEADLY_LEAKS } from './leaks.js';
import { type DeathResult, type Outlet, OUTLETS, runDeath } from './run-death.js';

const HELP = `Processes that run out of heap, in real time, watched by heapgauge at its default settings: is the leak's right name on
standard error, in an event and on the page before the process dies, and how long before?

  npm run bench -- last-minutes                       all twenty, three quarters of an hour
  npm run bench -- last-minutes --quick               one that dies within half a minute
  npm run bench -- last-minutes --minutes 1,5         those that die within so many minutes
  npm run bench -- last-minutes --only closures --runs 3

  --minutes LIST  those that die in 1, 5, 30 minutes
  --limits LIST   those with a heap of 64, 128, 256, 512 MiB
  --only NAMES    these leaks: ${DEADLY_LEAKS.map(({ name }) => name).join(', ')}
  --runs N        each so many times (1)
  --lanes N       so many processes at a time (4)
  --quick         one death, to see that it works: nothing can be said so soon
  --list          print the deaths there are
  --json          print JSON
  --help          print this

Exit code: 0 every leak was named in time, 1 one was not, but for --quick, 130 interrupted.
`;

/** Runs the command, and returns its exit code. */
export async function runLastMinutes(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      minutes: { type: 'string' },
      limits: { type: 'string' },
      only: { type: 'string' },
      runs: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '4' },
      list: { type: 'boolean', default: false },
      ...COMMON_OPTIONS,
    },
  });
  if (values.help || values.list) {
    await print(values.help ? HELP : DEATHS.map(titleOf).join('\n'));
    return 0;
  }
  const chosen = values.quick
    ? [QUICK_DEATH]
    : DEATHS.filter(
        ({ leak, limitMib, minutes }) =>
          isListed(leak.name, values.only) &&
          isListed(String(minutes), values.minutes) &&
          isListed(String(limitMib), values.limits),
      );
  if (chosen.length === 0) throw new Error('there is no such death; --list prints those there are');
  const deaths = chosen.flatMap((death) => Array.from({ length: countOf('runs', values.runs) }, () => death));
  using interrupted = interruption();
  const results = await runDeaths(deaths, { lanes: countOf('lanes', values.lanes), signal: interrupted.signal });
  await print(values.json ? JSON.stringify({ node: process.version, deaths: results }) : textOf(results));
  if (interrupted.signal.aborted) return 130;
  return values.quick || results.every(isNamedInTime) ? 0 : 1;
}

async function runDeaths(
  deaths: readonly Death[],
  { lanes, signal }: { readonly lanes: number; readonly signal: AbortSignal },
): Promise<DeathResult[]> {
  const results: DeathResult[] = [];
  const waiting = [...deaths];
  const runLane = async (): Promise<void> => {
    for (let death = waiting.shift(); death !== undefined; death = waiting.shift()) {
      const result = await runDeath(death, { signal });
      if (signal.aborted) return;
      results.push(result);
      const what = isNamedInTime(result) ? 'named in time' : 'NOT NAMED';
      say(`${titleOf(death)}: ${result.end} after ${result.livedSeconds.toFixed(0)} s, ${what}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, runLane));
  return results.sort((a, b) => a.minutes - b.minutes || a.limitMib - b.limitMib || a.leak.localeCompare(b.leak));
}

/** Returns true where the right name was everywhere before the process died of what it should die of. */
function isNamedInTime({ named, end }: DeathResult): boolean {
  return end === 'out of heap' && OUTLETS.every((outlet) => named[outlet] !== null);
}

function textOf(results: readonly DeathResult[]): string {
  const table = markdownTable(
    [
      'leak',
      'limit',
      'meant to die',
      'lived',
      'named on standard error',
      'in an event',
      'on the page',
      'growing',
      'limit',
    ],
    results.map((result) => [
      result.leak,
      `${result.limitMib} MiB`,
      `${result.minutes} min`,
      `${formatDuration(result.livedSeconds)}${result.end === 'out of heap' ? '' : ` (${result.end})`}`,
      ...OUTLETS.map((outlet: Outlet) => whenText(result.named[outlet])),
      whenText(result.growing),
      whenText(result.limitKnown),
    ]),
  );
  const inTime = results.filter(isNamedInTime).length;
  return [
    `Node ${process.version}: ${inTime} of ${results.length} were named everywhere before they died`,
    '',
    table,
    '',
    ...results.map(
      ({ leak, limitMib, minutes, states }) => `${leak}, ${limitMib} MiB, ${minutes} min: ${states.join(', ')}`,
    ),
    ...results.flatMap(({ leak, otherNames }) => otherNames.map((name) => `${leak}: also called a leak: ${name}`)),
  ].join('\n');
}

function whenText(secondsBefore: number | null): string {
  return secondsBefore === null ? 'never' : `${formatDuration(secondsBefore)} before`;
}

function titleOf({ leak, limitMib, minutes }: Death): string {
  return `${leak.name} with ${limitMib} MiB in ${minutes} min`;
}

function isListed(value: string, list: string | undefined): boolean {
  return list === undefined || list.split(',').some((one) => one.trim() === value);
}

function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Error(`--${option} takes a number from 1 to 999, not "${text}"`);
  return Number(text);
}
