/** Runs a program in every way and writes the table of what is shown: `npm run test:maps`, and of Next.js with `-- --next`. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { markdownTable } from '../bench/markdown-table.js';
import { ROOT } from '../support/run-node.js';
import { makeNextWorkshop, seeNext } from './next.js';
import { NEXT_ROWS, type Row, ROWS } from './rows.js';
import { cellsOf, makeWorkshop, see } from './workshop.js';

const README = join(ROOT, 'test/maps/README.md');

const version = Number(process.versions.node.split('.', 1)[0]);
const known = readFileSync(README, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const workshop = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-maps-')));

try {
  const isNext = process.argv.includes('--next');
  await (isNext ? makeNextWorkshop(workshop) : makeWorkshop(workshop));
  const cells: string[][] = [];
  for (const row of [...ROWS, ...NEXT_ROWS]) {
    const isRun = NEXT_ROWS.includes(row) === isNext && version >= (row.since ?? 0);
    const seen = isRun && (isNext ? await seeNext(workshop, row) : await see(workshop, row));
    cells.push(seen ? cellsOf(row, seen.report) : knownCells(row));
    process.stderr.write(`${cells.at(-1)?.join(', ') ?? ''}\n`);
  }
  writeFileSync(README, document(cells));
} finally {
  rmSync(workshop, { recursive: true, force: true });
}

/** Gives the cells that the table has had before. */
function knownCells({ tool, map }: Row): string[] {
  return known.find(([one, where]) => one === tool && where === map) ?? [tool, map, '', ''];
}

function document(cells: readonly string[][]): string {
  return `# What is shown of TypeScript, however it is run

\`npm run test:maps\` has written this: it installs the packed package and the tools into a folder, runs one small program in
every way under a monitor, and reads off the report and a snapshot. \`npm test\` does it too and compares. The rows of Next.js
are of \`npm run test:maps -- --next\`.

The program has \`makeVisit\` in line 22 of \`src/app.ts\`, an arrow function, a field of a class, a method and an exported
function. A tool's own optimiser leaves some of them out. Where there is no map, functions are shown where they stand in what
was made of them.

${markdownTable(['tool', 'its map', 'shown', 'functions'], cells)}

A map of which nothing is in a file is found in what V8 was handed: Node.js has it where somebody has enabled source maps, as
tsx and esbuild-register do. Else V8's debugger lists the scripts, for a moment, which is not done while code coverage is
recorded or a debugger may attach, nor under jest.

Not shown right is what webpack makes with \`eval-source-map\`, which is for development: V8's profile has no name of a script
that was made by \`eval\`, and so its functions are in \`<unnamed script>\`.
`;
}
