import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import { ROOT } from '../support/run-node.js';
import { FUNCTIONS } from './program.js';
import { ROWS } from './rows.js';
import { cellsOf, makeWorkshop, rightSites, see } from './workshop.js';

const version = Number(process.versions.node.split('.', 1)[0]);

describe('TypeScript that is run in one way or another', { concurrency: 2 }, () => {
  let workshop = '';
  const table = readFileSync(join(ROOT, 'test/maps/README.md'), 'utf8');
  before(async () => {
    workshop = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-maps-')));
    await makeWorkshop(workshop);
  });
  after(() => {
    rmSync(workshop, { recursive: true, force: true });
  });

  for (const row of ROWS) {
    const where = row.generated === undefined ? 'where they were written' : 'in what was made of them';
    it(
      `the functions of a program of ${row.tool} are shown ${where}`,
      { skip: version < (row.since ?? 0) },
      async () => {
        const { report, snapshot } = await see(workshop, row);
        assert.equal(report.length, row.functions ?? FUNCTIONS.length, report.join('\n'));
        assert.deepEqual(report, rightSites(workshop, row, report));
        assert.deepEqual(snapshot, rightSites(workshop, row, snapshot));
        const line = table.split('\n').find((one) => one.includes(`| ${row.tool} `) && one.includes(` ${row.map} `));
        assert.deepEqual(
          line?.split('|').map((cell) => cell.trim()),
          ['', ...cellsOf(row, report), ''],
        );
      },
    );
  }
});
