import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CodeLines } from '../../src/symbols/code-lines.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';

describe('the text of a line', () => {
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-code-lines-')));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function written(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  /** Writes a script whose map knows a source and carries its text, and returns the source's path. */
  function mapped(maps: SourceMaps, name: string, source: string, text: string): string {
    const script = written(`${name}.js`, 'function a(){}\n');
    const map = { version: 3, sources: [source], sourcesContent: [text], names: [], mappings: 'AAAA' };
    written(`${name}.js.map`, JSON.stringify(map));
    return maps.originalPlace(script, 1, 11, 'a')?.file ?? '';
  }

  it('the text of a line comes from its file, without the space around it', () => {
    const lines = new CodeLines(new SourceMaps());
    const file = written('plain.ts', 'first\n\tsecond {  \r\n\n  fourth');
    assert.deepEqual(
      [1, 2, 3, 4].map((line) => lines.textOf(file, line)),
      ['first', 'second {', '', 'fourth'],
    );
  });

  it('the text of a line that is longer than anybody writes is cut', () => {
    const lines = new CodeLines(new SourceMaps());
    const file = written('minified.js', `  ${'x'.repeat(200)}\n  ${'x'.repeat(1_000_000)}`);
    assert.equal(lines.textOf(file, 1), 'x'.repeat(200));
    assert.equal(lines.textOf(file, 2), `${'x'.repeat(200)}…`);
  });

  it('the text of a function far to the right of a line is the part of the line around it', () => {
    const lines = new CodeLines(new SourceMaps());
    const file = written('bundle.js', `${'x'.repeat(5000)};function save(a){${'y'.repeat(5000)}\nshort`);
    assert.equal(lines.textOf(file, 1, 5015), `…${'x'.repeat(26)};function save(a){${'y'.repeat(156)}…`);
    assert.equal(lines.textOf(file, 1, 30), `${'x'.repeat(200)}…`);
    assert.equal(lines.textOf(file, 2, 5015), '', 'a file that has changed since');
  });

  it('a file is read once for all its lines', () => {
    const lines = new CodeLines(new SourceMaps());
    const file = written('once.ts', 'first\nsecond');
    assert.equal(lines.textOf(file, 1), 'first');
    rmSync(file);
    assert.equal(lines.textOf(file, 2), 'second');
  });

  it('the text of a line comes from the source map where the file is missing', () => {
    const maps = new SourceMaps();
    const file = mapped(maps, 'carries', '../gone/source.ts', 'from the map\n  its second line');
    assert.equal(file, join(folder, '../gone/source.ts'));
    const lines = new CodeLines(maps);
    assert.equal(lines.textOf(file, 1), 'from the map');
    assert.equal(lines.textOf(file, 2), 'its second line');
  });

  it('the text of a line comes from the source map where the source is not a file', () => {
    const maps = new SourceMaps();
    const file = mapped(maps, 'bundled', 'webpack://app/src/a.ts', 'from webpack');
    assert.equal(file, 'webpack://app/src/a.ts');
    assert.equal(new CodeLines(maps).textOf(file, 1), 'from webpack');
  });

  it('the text of a line comes from the file rather than from the map', () => {
    const maps = new SourceMaps();
    written('there.ts', 'from the file');
    const file = mapped(maps, 'both', 'there.ts', 'from the map');
    assert.equal(new CodeLines(maps).textOf(file, 1), 'from the file');
  });

  it('the text of a line that does not exist is empty', () => {
    const lines = new CodeLines(new SourceMaps());
    const file = written('short.ts', 'only\n');
    for (const [name, line] of [
      [file, 0],
      [file, -1],
      [file, 3],
      [file, 1e9],
      [file, NaN],
      [file, Infinity],
      [file, 1.5],
      [join(folder, 'gone.ts'), 1],
      [folder, 1],
      ['', 1],
      ['a\0b', 1],
      ['node:fs', 1],
      ['node:internal/timers', 500],
      ['evalmachine.<anonymous>', 1],
      ['webpack://app/src/a.ts', 1],
    ] as const) {
      assert.equal(lines.textOf(name, line), '', `${name}:${line}`);
    }
  });
});
