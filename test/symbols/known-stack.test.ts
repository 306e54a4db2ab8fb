import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build, type BuildOptions, type Format } from 'esbuild';
import { fixture, ROOT, runNode } from '../support/run-node.js';

interface Place {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** What the fixture prints. */
interface Answer {
  readonly frames: readonly Place[];
  readonly text: readonly string[];
}

/** A function of the known stack: its name, its module and the line it starts on. */
type Written = readonly [name: string, module: string, text: string];

const MAIN = 'known-stack.ts';
const FUNCTIONS = 'bundle/functions.ts';
const CLASSES = 'bundle/classes.ts';

/** The stack from the outermost call on; a default export without a name gets one from whoever compiled it. */
function knownStack(defaultName: string): readonly Written[] {
  return [
    ['main', MAIN, 'async function main(modulePath: string): Promise<void> {'],
    [
      'asyncArrow',
      FUNCTIONS,
      'export const asyncArrow = async (count: number, repeated: number = times.one): Promise<void> => {',
    ],
    ['asyncOfOne', FUNCTIONS, 'const asyncOfOne = async (count: number): Promise<void> => {'],
    ['awaited', FUNCTIONS, 'async function awaited(count: number): Promise<void> {'],
    ['asProperty', FUNCTIONS, 'asProperty: (count: number): void => {'],
    ['inLiteral', FUNCTIONS, 'inLiteral(count: number): void {'],
    ['generated', FUNCTIONS, 'function* generated(count: number): Generator<number> {'],
    ['holder.assigned', FUNCTIONS, 'holder.assigned = (count) => {'],
    ['Old.assignedLater', FUNCTIONS, 'Old.prototype.assignedLater = function (count) {'],
    ['arrowOfOne', FUNCTIONS, 'const arrowOfOne = (count: number): void => {'],
    ['arrowOfTwo', FUNCTIONS, 'const arrowOfTwo = (count: number, repeated: number): void => {'],
    ['inner', FUNCTIONS, 'const namedExpression = function inner(count: number): void {'],
    ['expressed', FUNCTIONS, 'const expressed = function (count: number): void {'],
    ['declared', FUNCTIONS, 'function declared(count: number): void {'],
    ['method', CLASSES, 'method(count: number): void {'],
    ['read', CLASSES, 'read(count: number): number {'],
    ['get value', CLASSES, 'get value(): number {'],
    ['get #secret', CLASSES, 'get #secret(): number {'],
    ['#hidden', CLASSES, '#hidden(count: number): void {'],
    ['(anonymous)', CLASSES, '[count].forEach((each) => {'],
    ['fixed', CLASSES, 'static fixed(count: number): void {'],
    ['set value', CLASSES, 'set value(count: number) {'],
    // V8 gives a constructor the name of its class.
    ['Derived', CLASSES, 'constructor(count: number, name: string) {'],
    ['Base', CLASSES, 'constructor(count: number) {'],
    [defaultName, 'bundle/anonymous.ts', 'export default (count: number): void => {'],
    ['keepObjects', 'bundle/allocate.ts', 'export default function keepObjects(count: number): void {'],
  ];
}

const FIXTURES = join(ROOT, 'test/fixtures');

/** Runs the program and compares every frame that has a file, and the source text printed with it. */
async function assertKnownStack(script: string, sources: string, defaultName: string): Promise<void> {
  // Optimized code would do without some of the calls.
  const ended = await runNode(script, { nodeOptions: ['--no-opt'], arguments: [join(ROOT, 'dist/src/index.js')] });
  assert.equal(ended.code, 0, ended.stderr);
  const answer = JSON.parse(ended.stdout) as Answer;
  const stack = knownStack(defaultName);
  const expected = await Promise.all(stack.map((written) => placeOf(written, sources)));
  assert.deepEqual(
    answer.frames.filter(({ file }) => file !== ''),
    expected,
  );
  assert.deepEqual(
    answer.text.filter((line) => line.startsWith('    ')).map((line) => line.trim()),
    stack.map(([, , text]) => text),
  );
}

async function placeOf([name, module, text]: Written, sources: string): Promise<Place> {
  const lines = (await readFile(join(FIXTURES, module), 'utf8')).split('\n').map((line) => line.trim());
  assert.equal(lines.indexOf(text), lines.lastIndexOf(text), `one line of ${module} is: ${text}`);
  return { function: name, file: join(sources, module), line: lines.indexOf(text) + 1 };
}

describe('a known stack', { concurrency: 4 }, () => {
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-known-stack-')));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function bundled(name: string, format: Format, options: BuildOptions): Promise<string> {
    const outfile = join(folder, name, format === 'esm' ? 'out.mjs' : 'out.cjs');
    await build({
      entryPoints: [join(FIXTURES, MAIN)],
      outfile,
      format,
      bundle: true,
      minify: true,
      platform: 'node',
      logLevel: 'error',
      ...options,
    });
    return outfile;
  }

  it('a stack compiled by tsc has the files, lines and names it was written with', async () => {
    await assertKnownStack(fixture('known-stack'), FIXTURES, 'default');
  });

  for (const format of ['esm', 'cjs'] as const) {
    for (const sourcemap of ['external', 'linked', 'inline'] as const) {
      it(`a stack minified by esbuild as ${format} with its map ${sourcemap} has the files, lines and names it was written with`, async () => {
        const script = await bundled(`${format}-${sourcemap}`, format, { sourcemap });
        const code = await readFile(script, 'utf8');
        assert.equal(code.includes('sourceMappingURL='), sourcemap !== 'external');
        assert.ok(!code.includes('asyncOfOne'), 'minified');
        await assertKnownStack(script, FIXTURES, 'anonymous_default');
      });
    }

    it(`a stack bundled as ${format} without text in the map has the text of its source files`, async () => {
      const script = await bundled(`${format}-no-content`, format, { sourcemap: 'external', sourcesContent: false });
      await assertKnownStack(script, FIXTURES, 'anonymous_default');
    });

    it(`a stack bundled as ${format} whose source files are gone has the text from the map`, async () => {
      const sources = join(folder, `gone-${format}`);
      cpSync(FIXTURES, sources, { recursive: true });
      const script = await bundled(`${format}-gone`, format, {
        sourcemap: 'external',
        entryPoints: [join(sources, MAIN)],
      });
      rmSync(sources, { recursive: true });
      await assertKnownStack(script, sources, 'anonymous_default');
    });

    it(`a stack bundled as ${format} and not minified has the files, lines and names it was written with`, async () => {
      const script = await bundled(`${format}-plain`, format, { sourcemap: 'linked', minify: false });
      await assertKnownStack(script, FIXTURES, 'anonymous_default');
    });
  }
});
