import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report } from '../../src/index.js';
import { FIELD_SERVERS } from '../bench/field/servers.js';
import { programsOf } from '../bench/memory/programs.js';
import { DEMO_JSON, DEMO_TABLE } from '../support/demo.js';
import { blockMarked, commandsMarked } from '../support/documents.js';
import type { Ended } from '../support/run-node.js';
import { type SharedCommand, sharedRun } from '../support/shared-run.js';

/** The number of programs that the bench of memory runs. */
const PROGRAMS = programsOf('').length;

/** What each bench that a document shows has to print. */
const BENCHES: Readonly<Record<string, (stdout: string) => void>> = {
  'npm run bench -- lab --quick': (stdout) => {
    assert.equal(stdout.match(/ right /g)?.length, 3, stdout);
    // The document's table has these columns, and its long run a few more.
    for (const column of columnsOf(blockMarked('output: lab'))) assert.ok(stdout.includes(column), column);
  },
  'npm run bench -- simulator --quick': (stdout) => {
    assert.match(stdout, /^50 sites a process, .*: 0 false alarms in 1\.3 process-weeks/m);
    assert.match(stdout, /^\| \+200 KiB\/s .* 1\.00 \| .* h +\| 1\.0 h +\|$/m);
  },
  'npm run bench -- lifetimes --quick': (stdout) => {
    assert.match(stdout, /^ +processor +median +\d+\.\d+ ms/m);
    assert.match(stdout, /^ +memory: \d+ bytes a live sample; .* a site, .* a caller$/m);
  },
  'npm run bench -- memory --quick': (stdout) => {
    const added = [...stdout.matchAll(/ (-?[\d.]+) ([KM])iB beside /g)];
    assert.equal(added.length, PROGRAMS, stdout);
    // Four times the limit: a short run on a busy machine is measured once, and reads come late there.
    for (const [, amount, unit] of added) assert.ok(unit === 'K' || Number(amount) < 4 * 64, stdout);
  },
  'npm run bench -- http-abuse --quick': (stdout) => {
    for (const abused of ['nobody', 'another process', 'heapgauge']) {
      assert.match(stdout, new RegExp(`^\\| ${abused} +\\| [\\d.]+ ms .* MiB `, 'm'));
    }
    assert.match(stdout, /^p99 while heapgauge is abused: \d/m);
  },
  'npm run bench -- zoom --quick': (stdout) => {
    assert.match(stdout, /the main thread is paused for \d/);
    for (const stretch of ['within', 'after 0 to 10 s', 'after 10 to 60 s']) {
      assert.match(stdout, new RegExp(`^\\| ${stretch} +\\| \\d`, 'm'));
    }
  },
  'npm run bench -- field --quick': (stdout) => {
    for (const server of FIELD_SERVERS) assert.match(stdout, new RegExp(`^\\| ${server.name} +\\| \\d`, 'm'));
    assert.match(stdout, /^\| http-lru-server +\| yes +\| \d/m);
    assert.match(stdout, /^\| http-lru-server +\| no +\| \d/m);
  },
  'npm run bench -- last-minutes --quick': (stdout) => {
    assert.match(stdout, /^\| closures +\| 64 MiB +\| 0.25 min +\| [\d.]+ (?:s|min) +\|/m);
  },
  'npm run bench -- cost --quick': (stdout) => {
    // What npm prints before is not the bench's.
    assert.equal(withoutFigures(stdout.replace(/^[^]*?(?=Node v)/, '')), withoutFigures(blockMarked('output: cost')));
  },
};

/** The benches whose outcome does not depend on time, as they compute. */
const COMPUTING: ReadonlySet<string> = new Set([
  'npm run bench -- simulator --quick',
  'npm run bench -- lifetimes --quick',
]);

/** The runs of the project itself that documents show: they are made as they stand and compared with what is shown. */
describe('the runs that the documents show', { concurrency: 2 }, () => {
  it(`"${DEMO_TABLE.command}" shows progress, the address and the lines of the front page`, async () => {
    assert.deepEqual(commandsMarked('run: clone'), ['npm ci', DEMO_TABLE.command, 'npm test']);
    const { stdout } = await run(DEMO_TABLE);
    assert.match(stdout, /^metrics: http:\/\/127\.0\.0\.1:\d+\/metrics/m);
    assert.match(stdout, /^ +50%/m);
    assert.match(stdout, /^ +live +retained +growth +95% bounds +state +function +place$/m);
    assert.match(stdout, / node_modules\/express-session\/session\/\w+\.js:\d+$/m);
    assertShownLines(blockMarked('output: demo'), stdout);
  });

  it(`"${DEMO_JSON.command}" prints a report and nothing else`, async () => {
    assert.deepEqual(commandsMarked('run: demo-json'), [DEMO_JSON.command]);
    const { stdout } = await run(DEMO_JSON);
    assert.equal((JSON.parse(stdout) as Report).schema, 'heapgauge.report/2');
  });

  it('the benches in the documents are those that are run here', () => {
    assert.deepEqual(commandsMarked('run: bench').sort(), Object.keys(BENCHES).sort());
  });

  for (const [command, check] of Object.entries(BENCHES)) {
    it(`"${command}" prints what the documents say of it`, async () => {
      const isPatient = COMPUTING.has(command);
      const { stdout } = await run({ command, timeoutSeconds: isPatient ? 600 : 240, isPatient });
      check(stdout);
    });
  }
});

async function run(command: SharedCommand): Promise<Ended> {
  const ended = await sharedRun(command);
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  return ended;
}

/**
 * Asserts that each line that the front page shows is of a kind that the run prints. Whether a verdict stands at the
 * very end differs from run to run: lines of a leak are asserted only if there is one.
 */
function assertShownLines(shown: string, printed: string): void {
  const kinds = new Set(printed.split('\n').map(kindOf));
  const isLeaking = printed.includes('\nleaking: ');
  let isOfLeak = false;
  for (const line of shown.trimEnd().split('\n')) {
    isOfLeak ||= line.startsWith('leaking: ');
    if (line === '' || line.includes('…') || (isOfLeak && !isLeaking)) continue;
    assert.ok(kinds.has(kindOf(line)), `no line of the demo is like "${line}"`);
  }
}

/** A line without its figures, names, places and the width of its columns. */
function kindOf(line: string): string {
  return withoutFigures(line)
    .replace(/\b(?:leaking|growing|steady|warming|shrinking)(?= {2})/, 'state')
    .replace(/(state +)\S.*$/, '$1site')
    .replace(/^(leaking:) .*$/, '$1 site')
    .replace(/^ {4}.* \(.*\)$/, 'frame')
    .replaceAll(/ +/g, ' ')
    .trim();
}

function withoutFigures(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
    .replaceAll(/v\d+\.\d+\.\d+/g, 'version')
    .replaceAll(/[+-]?\d[\d.]*(?:e\+\d+)?(?: ?(?:[KMG]iB|B|ms|s|min|h|d)\b)?/g, 'n');
}

function columnsOf(table: string): string[] {
  return (table.split('\n', 1)[0] ?? '').split(/ {2,}/).map((column) => column.trim());
}
