// `npm run faults`: plays every fault of the table and says what the application did.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Fault } from './fault.js';
import { FAULTS } from './rows/all.js';
import { type Played, runFault, type Skipped } from './run-fault.js';
import { resultLine, tableDocument } from './table.js';

const HELP = `npm run faults                       every fault, several at a time; exits with 1 where one did harm
npm run faults -- TEXT…              those of which the sentence or the part has one of these texts in it
npm run faults -- --part 2/4         the second quarter of them
npm run faults -- --at-once 2        so many at a time (4)
npm run faults -- --list             what there is
npm run faults -- --markdown         writes the table to test/faults/README.md
npm run faults -- --of FOLDER        tries the build of another clone, to see a fault do harm there
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    part: { type: 'string', default: '1/1' },
    'at-once': { type: 'string', default: '4' },
    of: { type: 'string' },
  },
});

const chosen = inPart(FAULTS.filter((fault) => isAsked(fault, positionals)));
if (values.help) {
  process.stdout.write(HELP);
} else if (values.list) {
  for (const { part, name } of chosen) process.stdout.write(`${part}: ${name}\n`);
} else if (chosen.length === 0) {
  process.stderr.write(`no fault has ${positionals.join(' or ')} in its sentence\n\n${HELP}`);
  process.exitCode = 2;
} else {
  // Read where applications are started.
  if (values.of !== undefined) process.env['FAULTS_OF'] = values.of;
  const results = await playAll(chosen, Number(values['at-once']));
  const harmful = results.filter((result) => 'harms' in result && result.harms.length > 0);
  process.stdout.write(
    `\n${results.length} faults, harm in ${harmful.length === 0 ? 'none' : harmful.length}` +
      `, ${results.filter((result) => 'impossible' in result).length} not possible here\n`,
  );
  if (values.markdown) {
    writeFileSync(fileURLToPath(new URL('../../../test/faults/README.md', import.meta.url)), tableDocument(results));
  }
  process.exitCode = harmful.length === 0 ? 0 : 1;
}

function isAsked({ part, name }: Fault, texts: readonly string[]): boolean {
  return texts.length === 0 || texts.some((text) => part === text || name.includes(text));
}

function inPart(faults: readonly Fault[]): readonly Fault[] {
  const [part = 1, parts = 1] = values.part.split('/').map(Number);
  return faults.filter((_, n) => n % parts === part - 1);
}

/** Plays faults, several at a time, and prints each as it ends; gives the results in the table's order. */
async function playAll(faults: readonly Fault[], atOnce: number): Promise<Array<Played | Skipped>> {
  const results: Array<Played | Skipped> = [];
  const queue = [...faults.entries()];
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [n, fault] = next;
      const result = await runFault(fault);
      results[n] = result;
      done += 1;
      process.stdout.write(`${String(done).padStart(3)}/${faults.length} ${resultLine(result)}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
