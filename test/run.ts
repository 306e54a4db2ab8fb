// `npm test` and `npm run test:unit`: the files of tests, several at a time, and one summary of all.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../test/', import.meta.url));

const HELP = `npm test                  every test
npm run test:unit         those of functions and classes, in seconds
npm test -- growth e2e/t  the files of which a path has one of these texts in it
`;

/** Folders with tests that start processes, wait for them, or need programs that are not npm's. */
const SLOW = /^(e2e|faults|regression|grafana|maps|matrix|bench)\//;

/** Files that take a minute or more, most of it waiting: the whole run lasts as long as the longest that starts last. */
const LONGEST = [
  'faults/faults',
  'e2e/readme-runs',
  'regression/start-stop-cycles',
  'matrix/matrix',
  'e2e/tracing',
  'e2e/readme',
  'matrix/installs',
  'matrix/bundlers',
  'maps/maps',
  'e2e/prometheus',
  'e2e/demo',
  'regression/killed-while-writing',
  'e2e/leak-verdicts',
];

/** A test that computes alone has a core; tests of processes wait for half of their time. */
const PROCESSES_A_CORE = { unit: 1, all: 1.5 };

const given = process.argv.slice(2);
if (given.includes('--help')) {
  process.stdout.write(HELP);
} else {
  const isUnit = given.includes('--unit');
  const texts = given.filter((text) => !text.startsWith('--'));
  const names = testNames().filter((name) => (isUnit ? !SLOW.test(name) : true) && isAsked(name, texts));
  if (names.length === 0) {
    process.stderr.write(`no file of tests has ${texts.join(' or ')} in its path\n\n${HELP}`);
    process.exitCode = 2;
  } else {
    runTests(names, Math.ceil(PROCESSES_A_CORE[isUnit ? 'unit' : 'all'] * availableParallelism()));
  }
}

function isAsked(name: string, texts: readonly string[]): boolean {
  return texts.length === 0 || texts.some((text) => name.includes(text));
}

/**
 * Lists the files of tests without their ending, in the order in which they start: the quick ones, so that a plain
 * mistake shows at once, then the longest, then all others. What stays of a file that was moved is not among them.
 */
function testNames(): string[] {
  const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => path.slice(0, -'.test.ts'.length))
    .sort();
  const rank = (name: string): number => {
    if (!SLOW.test(name)) return -1;
    const place = LONGEST.indexOf(name);
    return place < 0 ? LONGEST.length : place;
  };
  return names.sort((a, b) => rank(a) - rank(b));
}

function runTests(names: readonly string[], concurrency: number): void {
  // What several files examine is run by the first of them, see support/shared-run.ts.
  const sharedFolder = mkdtempSync(join(tmpdir(), 'heapgauge-shared-runs-'));
  process.env['SHARED_RUNS_FOLDER'] = sharedFolder;
  process.once('exit', () => {
    rmSync(sharedFolder, { recursive: true, force: true });
  });
  const results = run({ files: names.map((name) => join(FOLDER, `${name}.test.js`)), concurrency });
  results.on('test:fail', () => {
    process.exitCode = 1;
  });
  results.pipe(new spec()).pipe(process.stdout);
}
