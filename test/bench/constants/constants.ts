import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { integer } from '../../../src/values/option-values.js';
import { interruption } from '../interruption.js';
import { constantsTable, type VariedOutcome } from './constants-table.js';
import type { Measurement } from './measure.js';
import { runVariant } from './run-variant.js';
import { VARIED_CONSTANTS } from './variants.js';

const HELP = `What two other values of each constant of the verdict would cost: false alarms of what does not leak, and the
time in which leaks are found and judged to be over. Every value is tried in a process of its own, on the same seeds.

  npm run bench -- constants
  npm run bench -- constants --quick
  npm run bench -- constants --only LEAST_PART_SHARE

  --weeks N    process-weeks for each shape that does not leak, 1 to 1000 [2]
  --repeats N  processes for each leak, 1 to 1000 [15]
  --quick      1 week and 3 repeats
  --only NAME  tries this constant alone
  --jobs N     processes at a time, 1 to 64 [1]
  --write      also writes the table into src/growth/README.md
  --json       prints JSON
  --help       prints this
`;

/** Runs the command, and returns its exit code. */
export async function runConstants(commandArguments: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...commandArguments],
    options: {
      weeks: { type: 'string' },
      repeats: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const effort = {
    weeks: integer(Number(values.weeks ?? (values.quick ? 1 : 2)), 1, 1000, '--weeks'),
    repeats: integer(Number(values.repeats ?? (values.quick ? 3 : 15)), 1, 1000, '--repeats'),
  };
  const chosen = VARIED_CONSTANTS.filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0) throw new Error(`no constant ${values.only}`);
  using interrupted = interruption();
  const run = { ...effort, jobs: integer(Number(values.jobs), 1, 64, '--jobs'), signal: interrupted.signal };
  const result = await tryAll(chosen, run).catch((error: unknown) => {
    if (interrupted.signal.aborted) return undefined;
    throw error;
  });
  if (result === undefined) return 130;
  const table = constantsTable(result.present, result.outcomes, effort);
  process.stdout.write(
    values.json ? `${JSON.stringify({ bench: 'constants', ...effort, ...result })}\n` : `${table}\n`,
  );
  if (values.write) writeTable(table);
  return 0;
}

interface Run {
  readonly weeks: number;
  readonly repeats: number;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** Tries the present values, then every other value of every constant. */
async function tryAll(
  constants: typeof VARIED_CONSTANTS,
  { weeks, repeats, jobs, signal }: Run,
): Promise<{ present: Measurement; outcomes: VariedOutcome[] }> {
  const present = await runVariant({ weeks, repeats, isOfSizes: false }, undefined, signal);
  const outcomes = constants.map((constant): VariedOutcome => ({ constant, measurements: [] }));
  const tasks = outcomes.flatMap((outcome) =>
    outcome.constant.others.map((value, n) => async (): Promise<void> => {
      const { name, isOfSizes = false } = outcome.constant;
      outcome.measurements[n] = await runVariant({ weeks, repeats, isOfSizes }, { name, value }, signal);
      process.stderr.write(`${name} = ${value}\n`);
    }),
  );
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return { present, outcomes };
}

/** Puts the table between its markers. */
function writeTable(table: string): void {
  // From the compiled file to the source's folder.
  const readme = new URL('../../../../src/growth/README.md', import.meta.url);
  const text = readFileSync(readme, 'utf8');
  const written = text.replace(
    /(<!-- constants:start -->\n)[^]*(<!-- constants:end -->)/,
    (_, start: string, end: string) => `${start}\n${table}\n\n${end}`,
  );
  if (!written.includes(table)) throw new Error('src/growth/README.md has no markers for the table');
  writeFileSync(readme, written);
}
