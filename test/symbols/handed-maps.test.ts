import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import type { CodePlace, ScriptFunction } from '../../src/symbols/code-place.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';

const TEXT = `type A = { a: number };

interface B {
  b: A;
}

export function makeFirst(n: number): B {
  return { b: { a: n } };
}

export const makeSecond = (n: number): B => ({ b: { a: n } });
`;

describe('a script that V8 was handed with a map that is in no file', () => {
  let folder = '';
  let file = '';
  let maps = new SourceMaps();
  /** What V8 was handed: one line. */
  let code = '';
  let json = '';

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-handed-maps-')));
    file = join(folder, 'app.ts');
    writeFileSync(file, TEXT);
    ({ code, map: json } = transformSync(TEXT, {
      loader: 'ts',
      format: 'esm',
      minifyWhitespace: true,
      sourcemap: 'external',
      sourcefile: file,
    }));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    maps = new SourceMaps();
  });

  /** Finds a function's start as V8 has it, behind a text that somebody has put before. */
  function functionIn(script: string, name: string, before = ''): ScriptFunction {
    const text = before + script;
    const start = text.indexOf(name) + name.length;
    const at = text.startsWith('=', start) ? start + 1 : start;
    const lineStart = text.lastIndexOf('\n', at) + 1;
    return { functionName: name, line: text.slice(0, at).split('\n').length, column: at - lineStart + 1 };
  }

  const both = (before = ''): ScriptFunction[] =>
    ['makeFirst', 'makeSecond'].map((name) => functionIn(code, name, before));
  const shown = (places: ReadonlyArray<CodePlace | undefined>): string[] =>
    places.map((place) => (place === undefined ? 'none' : `${place.function} ${place.line}`));

  it('it lacks a map, and has no place until one is taken in', () => {
    assert.equal(maps.lacksMap(file, both()), true);
    assert.deepEqual(shown(maps.originalPlaces(file, both())), ['none', 'none']);
    maps.takeMap(file, json);
    assert.equal(maps.lacksMap(file, both()), false);
    assert.deepEqual(shown(maps.originalPlaces(file, both())), ['makeFirst 7', 'makeSecond 11']);
  });

  it('a map is taken in as a data URL too, and for a script that is named by its URL', () => {
    const url = pathToFileURL(file).href;
    assert.equal(maps.lacksMap(url, both()), true);
    maps.takeMap(url, `data:application/json;base64,${Buffer.from(json).toString('base64')}`);
    assert.deepEqual(shown(maps.originalPlaces(url, both())), ['makeFirst 7', 'makeSecond 11']);
  });

  it('it lacks nothing any more when it is known that there is no map', () => {
    assert.equal(maps.lacksMap(file, both()), true);
    maps.takeMap(file, undefined);
    assert.equal(maps.lacksMap(file, both()), false);
    assert.deepEqual(shown(maps.originalPlaces(file, both())), ['none', 'none']);
  });

  it('a script that runs as its file has it lacks no map', () => {
    assert.equal(maps.lacksMap(file, [functionIn(TEXT, 'makeFirst')]), false);
  });

  it('a script that no tool has made of a file lacks none, and one of webpack’s own does', () => {
    for (const script of [
      '',
      'evalmachine.<anonymous>',
      'node:fs',
      'wasm://a',
      'https://a/b.js',
      join(folder, 'gone.js'),
    ]) {
      assert.equal(maps.lacksMap(script, both()), false, script);
    }
    const script = 'webpack-internal:///./src/app.ts';
    assert.equal(maps.lacksMap(script, both()), true);
    maps.takeMap(script, json);
    assert.deepEqual(shown(maps.originalPlaces(script, both())), ['makeFirst 7', 'makeSecond 11']);
  });

  it('a map beside a file is not used for another text than the file’s', () => {
    const script = join(folder, 'other.ts');
    writeFileSync(script, TEXT);
    writeFileSync(`${script}.map`, JSON.stringify({ version: 3, sources: ['wrong.ts'], names: [], mappings: 'AAAA' }));
    assert.deepEqual(shown(maps.originalPlaces(script, both())), ['none', 'none']);
  });

  for (const { title, prefix } of [
    { title: 'Node’s CommonJS wrapper', prefix: '(function (exports, require, module, __filename, __dirname) { ' },
    { title: 'a line of a loader', prefix: 'const load = 1;\n' },
    { title: 'three lines of a loader', prefix: '\n\n\n' },
  ]) {
    it(`${title} before the text that the map is of makes no line wrong`, () => {
      maps.lacksMap(file, both(prefix));
      maps.takeMap(file, json);
      assert.deepEqual(shown(maps.originalPlaces(file, both(prefix))), ['makeFirst 7', 'makeSecond 11']);
    });
  }

  it('functions whose names do not stand where the map leads are shown where they ran', () => {
    const functions = both().map((one, index) => ({ ...one, functionName: `elsewhere${index}` }));
    maps.lacksMap(file, functions);
    maps.takeMap(file, json);
    assert.deepEqual(shown(maps.originalPlaces(file, functions)), ['none', 'none']);
  });

  it('a function that its tool has taken the name from has the one that it was written with', () => {
    maps.lacksMap(file, both());
    maps.takeMap(file, json);
    const [first, second] = both();
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(shown(maps.originalPlaces(file, [first, { ...second, functionName: '' }])), [
      'makeFirst 7',
      'makeSecond 11',
    ]);
  });

  it('a script is mapped through two tools that have each left a map', () => {
    const middle = join(folder, 'middle.js');
    const first = transformSync(TEXT, { loader: 'ts', format: 'esm', sourcemap: 'external', sourcefile: file });
    writeFileSync(middle, first.code);
    writeFileSync(`${middle}.map`, first.map);
    const second = transformSync(first.code, {
      minifyWhitespace: true,
      format: 'esm',
      sourcemap: 'external',
      sourcefile: middle,
    });
    const functions = ['makeFirst', 'makeSecond'].map((name) => functionIn(second.code, name));
    assert.equal(maps.lacksMap(middle, functions), true);
    maps.takeMap(middle, second.map);
    assert.deepEqual(
      maps.originalPlaces(middle, functions).map((place) => [place?.file, place?.line]),
      [
        [file, 7],
        [file, 11],
      ],
    );
  });
});
