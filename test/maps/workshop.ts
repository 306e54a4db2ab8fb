import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { install } from '../matrix/npm.js';
import { pack } from '../support/packed.js';
import { ROOT, runNode, startProgram } from '../support/run-node.js';
import { FUNCTIONS, type ProgramType, writeProgram } from './program.js';
import type { Row } from './rows.js';

/** How the functions of the program are shown. */
export interface Seen {
  /** In a report, which the sampler thread makes. */
  readonly report: readonly string[];
  /** In a snapshot, which the application's thread makes. */
  readonly snapshot: readonly string[];
}

const TYPES: readonly ProgramType[] = ['module', 'commonjs', 'native'];

const NAMES = FUNCTIONS.map((one) => one.split(' ', 1)[0]).join('|');

/** The ends of the sites that are right: in a folder of its own a file has more before. */
const PLACES = FUNCTIONS.map((one) => one.replace(/^\S+ /, '')).join('|');

const PACKAGES = {
  '@opentelemetry/api': '^1.9.0',
  '@rollup/plugin-typescript': '^12.1.0',
  '@swc-node/register': '^1.11.0',
  '@swc/core': '^1.11.0',
  esbuild: '^0.28.0',
  'esbuild-register': '^3.6.0',
  rollup: '^4.40.0',
  'ts-loader': '^9.5.0',
  'ts-node': '^10.9.0',
  tslib: '^2.8.0',
  tsx: '^4.20.0',
  typescript: '^5.8.0',
  vite: '^8.0.0',
  'vite-node': '*',
  vitest: '^4.0.0',
  webpack: '^5.99.0',
};

/** What the program's folder has for TypeScript, and for vitest. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2023', 'dom'],
    types: [],
    strict: true,
    skipLibCheck: true,
    sourceMap: true,
  },
  include: ['src'],
};

const VITEST = `import { test } from 'vitest';
import './src/main.ts';
import { done } from './watch.mjs';

test('the program is watched', () => done, 60_000);
`;

/** Installs the packed package and the tools into a folder, and builds the program there in every way. */
export async function makeWorkshop(folder: string): Promise<void> {
  await install(process.execPath, folder, { ...PACKAGES, heapgauge: `file:${pack(folder)}` });
  for (const type of TYPES) {
    writeProgram(join(folder, type), type);
    copyPrograms(join(folder, type));
    writeFileSync(join(folder, type, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    writeFileSync(join(folder, type, 'program.test.ts'), VITEST);
  }
  const { code, stdout, stderr } = await runNode('bundle.mjs', { cwd: join(folder, 'module'), timeoutSeconds: 120 });
  if (code !== 0) throw new Error(`the bundles could not be made:\n${stdout}${stderr}`);
}

/** Copies the programs that are run beside the small program. */
export function copyPrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const programs = join(ROOT, 'test/maps/programs');
  for (const name of readdirSync(programs)) copyFileSync(join(programs, name), join(folder, name));
}

/** Runs the program in one way, and says how its functions are shown. */
export async function see(
  workshop: string,
  { tool, folder, run, functions = FUNCTIONS.length, generated = PLACES }: Row,
  env: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const file = join(workshop, `${tool.replaceAll(/\W+/g, '-')}-${functions}-${generated.length}.json`);
  const { stdout, stderr } = await startProgram(process.execPath, run, {
    cwd: join(workshop, folder),
    env: { SEEN: file, NAMES, PLACED: generated, COUNT: String(functions), HEAPGAUGE_LOG_LEVEL: 'error', ...env },
    timeoutSeconds: 120,
  }).ended;
  try {
    const { report, snapshot } = JSON.parse(readFileSync(file, 'utf8')) as Seen;
    return { report: [...report].sort(), snapshot: [...snapshot].sort() };
  } catch (error) {
    throw new Error(`${tool} has shown nothing:\n${stdout}${stderr}`, { cause: error });
  }
}

/**
 * Gives the functions as they are to be shown: where a person wrote them, or, where there is no map, where they stand in what
 * was made of them.
 *
 * @param shown the sites that are shown, of which a tool may have left out some
 */
export function rightSites(workshop: string, { folder, generated }: Row, shown: readonly string[]): string[] {
  const names = new Set(shown.map((site) => site.split(' ', 1)[0]));
  const all = FUNCTIONS.filter((one) => names.has(one.split(' ', 1)[0]));
  if (generated === undefined) return all.sort();
  const lines = readFileSync(join(workshop, folder, generated), 'utf8').split('\n');
  return all
    .map((one) => one.split(' ', 1)[0] ?? '')
    .map((name) => `${name} ${generated}:${lines.findIndex((line) => isStart(line, name)) + 1}`)
    .sort();
}

function isStart(line: string, name: string): boolean {
  return new RegExp(String.raw`^\s*(?:export )?(?:const |var |function )?${name}\s*(?:\(|= \()`).test(line);
}

/** The cells of a row of the table. */
export function cellsOf({ tool, map }: Row, shown: readonly string[]): string[] {
  const site = shown.find((one) => one.startsWith('makeVisit ')) ?? shown.at(-1) ?? '';
  return [tool, map, `\`${site}\``, String(shown.length)];
}
