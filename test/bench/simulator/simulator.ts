import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { resolveOptions } from '../../../src/application/options.js';
import { leastSamples } from '../../../src/growth/significance.js';
import { falseAlarmProbability } from '../../../src/growth/thresholds.js';
import { integer } from '../../../src/values/option-values.js';
import { formatRate } from '../../../src/values/units.js';
import { interruption } from '../interruption.js';
import { markdownTable } from '../markdown-table.js';
import { type AlarmCounts, type FalseAlarms, SITES } from './false-alarms.js';
import { powerPicture } from './power-picture.js';
import { HOURS, type PowerRow, RATES, SURROUNDINGS } from './power.js';
import { HARMLESS_SHAPES } from './shapes.js';
import { simulatedTree } from './simulated-tree.js';
import { runTasks, type Task } from './tasks.js';

const HELP = `Simulates V8's sampling over scripted allocation and death, and lets heapgauge judge it.

  npm run bench -- simulator                 a thousand process-weeks without a leak, and power curves
  npm run bench -- simulator --quick         a few of each
  npm run bench -- simulator --json          one JSON document on standard output

  --processes N  processes for each shape that does not leak, 1 to 10,000 [112]
  --days N       the days that each of them is watched, 1 to 365 [7]
  --repeats N    processes for each leak rate, 1 to 10,000 [200]
  --quick        1 process for a day, and 1 repeat
  --write        also writes test/bench/simulator/results.md and its pictures
  --json         prints JSON
  --help         prints this

Ctrl-C prints what has been simulated by then, and ends with exit code 130.
`;

/** Everything the simulation has found. */
export interface SimulationResult {
  /** The days that each process without a leak was watched. */
  readonly days: number;
  readonly falseAlarms: readonly FalseAlarms[];
  readonly power: readonly PowerRow[];
}

/** Runs the command, and returns its exit code: 1 where a shape has more false alarms than the design rate allows. */
export async function runSimulator(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      processes: { type: 'string' },
      days: { type: 'string' },
      repeats: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const processes = integer(Number(values.processes ?? (values.quick ? 1 : 112)), 1, 10_000, '--processes');
  const days = integer(Number(values.days ?? (values.quick ? 1 : 7)), 1, 365, '--days');
  const repeats = integer(Number(values.repeats ?? (values.quick ? 1 : 200)), 1, 10_000, '--repeats');
  using interrupted = interruption();
  const { signal } = interrupted;
  const result = await simulate({ processes, days, repeats, signal });
  const text = resultsText(result, { processes, repeats });
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : text);
  if (signal.aborted) return 130;
  if (values.write) writeResults(text, result.power);
  const allowed = ((processes * days) / 7) * resolveOptions().leak.falseAlarmsPerWeek;
  return result.falseAlarms.some((one) => sumOf(one.falseAlarms) > allowed) ? 1 : 0;
}

/** Simulates as many processes as are asked for, or as many as there is time for until the signal says to stop. */
async function simulate(options: {
  processes: number;
  days: number;
  repeats: number;
  signal: AbortSignal;
}): Promise<SimulationResult> {
  const { processes, days, repeats, signal } = options;
  const surroundings = Object.keys(SURROUNDINGS) as Array<keyof typeof SURROUNDINGS>;
  const powerTasks = surroundings.flatMap((one) =>
    RATES.map((bytesPerSecond): Task => ({ kind: 'power', surroundings: one, bytesPerSecond, repeats })),
  );
  // In turn, so that all shapes get as far where it is stopped.
  const alarmTasks = Array.from({ length: processes }, (_, n) =>
    HARMLESS_SHAPES.map(({ name: shape }): Task => ({ kind: 'false alarms', shape, seed: n + 1, days })),
  ).flat();
  const tasks = [...powerTasks, ...alarmTasks];
  const results = await runTasks(tasks, { onProgress: progressOf(tasks.length), signal });
  process.stderr.write('\n');
  return {
    days,
    power: results.flatMap((result) => (result !== undefined && 'power' in result ? [result.power] : [])),
    falseAlarms: HARMLESS_SHAPES.map(({ name, description }) => {
      const counts = tasks.flatMap((task, n): AlarmCounts[] => {
        const result = results[n];
        return 'shape' in task && task.shape === name && result !== undefined && 'falseAlarms' in result
          ? [result.falseAlarms]
          : [];
      });
      return { shape: name, description, processes: counts.length, falseAlarms: addedUp(counts) };
    }),
  };
}

function addedUp(counts: readonly AlarmCounts[]): AlarmCounts {
  const sum = (kind: keyof AlarmCounts): number => counts.reduce((total, count) => total + count[kind], 0);
  return { site: sum('site'), caller: sum('caller') };
}

function sumOf({ site, caller }: AlarmCounts): number {
  return site + caller;
}

function progressOf(total: number): (done: number) => void {
  let shown = -1;
  return (done) => {
    const percent = Math.floor((100 * done) / total);
    if (percent === shown) return;
    shown = percent;
    process.stderr.write(`\r${percent}% of ${total} simulated processes`);
  };
}

/** Writes what has been found. @param asked what was asked for, of which less is done where it was stopped */
function resultsText(
  { days, falseAlarms, power }: SimulationResult,
  { processes, repeats }: { processes: number; repeats: number },
): string {
  const weeks = (falseAlarms.reduce((sum, one) => sum + one.processes, 0) * days) / 7;
  const total = falseAlarms.reduce((sum, one) => sum + sumOf(one.falseAlarms), 0);
  const alarmTable = markdownTable(
    ['shape', 'what it does', 'processes', 'false alarms at sites', 'at callers'],
    falseAlarms.map(({ shape, description, processes: ofShape, falseAlarms: { site, caller } }) => [
      shape,
      description,
      `${ofShape}`,
      `${site}`,
      `${caller}`,
    ]),
  );
  const powerTables = Object.keys(SURROUNDINGS).map((surroundings) => {
    const rows = power
      .filter((row) => row.surroundings === surroundings)
      .map(({ bytesPerSecond, probabilities, medianHours }) => [
        formatRate(bytesPerSecond),
        ...probabilities.map((probability) => probability.toFixed(2)),
        medianHours === null ? '-' : `${medianHours.toFixed(1)} h`,
        `${leastHours(bytesPerSecond).toFixed(1)} h`,
      ]);
    const header = ['rate', ...HOURS.map((hours) => `${hours} h`), 'median', 'theoretical least'];
    return `### A leak ${surroundings}\n\n${markdownTable(header, rows)}`;
  });
  return `${[
    '# What the verdict does to simulated processes',
    `Made by \`npm run bench -- simulator --write --processes ${processes} --days ${days} --repeats ${repeats}\`, at the default settings, from fixed seeds.`,
    '## False alarms',
    `${SITES} sites a process, all of one shape, below ${simulatedTree(SITES).tree.functions.size - SITES} callers, watched for ${days === 1 ? 'a day' : `${days} days`}: ${total} false alarms in ${weeks.toFixed(Number.isInteger(weeks) ? 0 : 1)} process-weeks, ` +
      `${weeks === 0 ? 'as none has ended' : `${((1000 * total) / weeks).toFixed(1)} a thousand`}. The design rate is one a thousand.`,
    alarmTable,
    '## Power',
    `The share of ${repeats} processes for each rate in which the leak has been found after so many hours, with a major ` +
      `collection every 15 seconds to 10 minutes. The theoretical least is the time in which the leak's expected births, with ` +
      `no deaths, give the confidence that is asked for, and an hour at the least.`,
    ...powerTables,
  ].join('\n\n')}\n`;
}

/** The shortest span, or longer where the samples that it takes to show a leak take longer to come. */
function leastHours(bytesPerSecond: number): number {
  const { leak, sampleIntervalBytes } = resolveOptions();
  const samples = leastSamples(falseAlarmProbability(leak, 0));
  return Math.max(leak.spanSeconds, (samples * sampleIntervalBytes) / bytesPerSecond) / 3600;
}

function writeResults(text: string, power: readonly PowerRow[]): void {
  // From the compiled file to the source's folder.
  const folder = new URL('../../../../test/bench/simulator/', import.meta.url);
  const pictures = Object.keys(SURROUNDINGS).map((surroundings, n) => {
    const rows = power.filter((row) => row.surroundings === surroundings);
    const file = `power-${n === 0 ? 'alone' : 'beside'}.svg`;
    writeFileSync(new URL(file, folder), powerPicture(`A leak ${surroundings}`, rows));
    return `![Power curves of a leak ${surroundings}](${file})`;
  });
  writeFileSync(fileURLToPath(new URL('results.md', folder)), `${text}\n${pictures.join('\n\n')}\n`);
}
