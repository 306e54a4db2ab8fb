import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, ROOT, startProgram } from '../support/run-node.js';

/** A test runner with a project of its own, whose files lie in `test/matrix/runners/`. */
export interface RunnerProject {
  readonly name: string;
  /** The file of tests, and its name in the project. */
  readonly file: readonly [from: string, to: string];
  /** The program and its words: a path below `node_modules`, or none for `node` itself. */
  readonly program?: string;
  readonly words: readonly string[];
  /** Words for Node.js itself. */
  readonly nodeOptions?: readonly string[];
  /** The runner's configuration: files by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What one test of a project has found. */
export interface TestResult {
  readonly name: string;
  readonly isRight: boolean;
  readonly milliseconds: number;
  readonly text?: string;
}

const JEST_CONFIG = {
  testMatch: ['**/leaks.test.*js'],
  moduleFileExtensions: ['mjs', 'cjs', 'js', 'json'],
  transform: {},
};
const NODE = { file: ['leaks.node.mjs', 'leaks.test.mjs'] } as const;
const MOCHA = { file: ['leaks.mocha.mjs', 'leaks.mjs'], program: 'mocha/bin/mocha.js', words: ['leaks.mjs'] } as const;
const VITEST = { file: ['leaks.vitest.mjs', 'leaks.test.mjs'], program: 'vitest/vitest.mjs' } as const;
const JEST = { program: 'jest/bin/jest.js', files: { 'jest.config.json': JSON.stringify(JEST_CONFIG) } } as const;
const JEST_ESM = {
  ...JEST,
  file: ['leaks.jest.mjs', 'leaks.test.mjs'],
  nodeOptions: ['--experimental-vm-modules'],
} as const;
const JEST_CJS = { ...JEST, file: ['leaks.jest.cjs', 'leaks.test.cjs'] } as const;
const COVERED = ['--coverage', '--coverage.reporter=json'];
/** V8's own, as c8 has it. */
const V8_COVERAGE = { env: { NODE_V8_COVERAGE: 'coverage' } };

/** The projects: each runner with and without coverage. */
export const RUNNER_PROJECTS: readonly RunnerProject[] = [
  { name: 'node:test', ...NODE, words: ['--test'] },
  { name: 'node:test, covered', ...NODE, words: ['--test', '--experimental-test-coverage'] },
  { name: 'mocha', ...MOCHA },
  { name: 'mocha, covered', ...MOCHA, ...V8_COVERAGE },
  { name: 'vitest threads', ...VITEST, words: ['run', '--pool=threads'] },
  { name: 'vitest threads, covered', ...VITEST, words: ['run', '--pool=threads', ...COVERED] },
  { name: 'vitest forks', ...VITEST, words: ['run', '--pool=forks'] },
  { name: 'vitest forks, covered', ...VITEST, words: ['run', '--pool=forks', ...COVERED] },
  { name: 'jest ESM', ...JEST_ESM, words: [] },
  { name: 'jest ESM, covered', ...JEST_ESM, words: ['--coverage', '--coverageReporters=json'] },
  { name: 'jest CommonJS', ...JEST_CJS, words: [] },
  { name: 'jest CommonJS, covered', ...JEST_CJS, words: ['--coverage', '--coverageReporters=json'] },
];

/** What the projects need besides this package. */
export const RUNNER_DEPENDENCIES: Readonly<Record<string, string>> = {
  '@vitest/coverage-v8': '^3.2.0',
  cheerio: '^1.1.0',
  jest: '^30.0.0',
  mocha: '^11.0.0',
  vitest: '^3.2.0',
  winston: '^3.17.0',
};

/** Writes a project's files into a folder of its own below one where its dependencies are. */
export function writeProject({ name, file, files = {} }: RunnerProject, parent: string): string {
  const folder = join(parent, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const copied: ReadonlyArray<readonly [string, string]> = [
    file,
    ['functions.cjs', 'functions.cjs'],
    ['declare-tests.cjs', 'declare-tests.cjs'],
  ];
  for (const [from, to] of copied) copyFileSync(join(ROOT, 'test/matrix/runners', from), join(folder, to));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

/** Runs a project's tests once. */
export async function runProject(
  { program, words, nodeOptions = [], env = {} }: RunnerProject,
  { folder, modules }: { readonly folder: string; readonly modules: string },
): Promise<{ ended: Ended; results: readonly TestResult[] }> {
  const results = join(folder, 'results.jsonl');
  rmSync(results, { force: true });
  const script = program === undefined ? [] : [join(modules, program)];
  const ended = await startProgram(process.execPath, [...nodeOptions, ...script, ...words], {
    cwd: folder,
    env: { ...env, RESULTS: results, CI: 'true' },
    timeoutSeconds: 300,
  }).ended;
  return { ended, results: readResults(results) };
}

function readResults(path: string): TestResult[] {
  try {
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as TestResult);
  } catch {
    // No test has come to its end.
    return [];
  }
}
