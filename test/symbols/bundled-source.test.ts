import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BundledSources } from '../../src/symbols/bundled-source.js';

describe('the file that a bundler names by a URL of its own', () => {
  const sources = new BundledSources();
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-bundled-source-')));
    for (const file of ['src/app.ts', 'node_modules/a/lib/own.ts']) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const url of [
    'webpack://program/./src/app.ts',
    'webpack://program/src/app.ts',
    'webpack:///src/app.ts?1234',
    'webpack-internal:///./src/app.ts',
    'turbopack:///[project]/src/app.ts',
  ]) {
    it(`${url} is the file below a folder in which the bundle lies`, () => {
      assert.equal(sources.fileOf(url, join(folder, 'dist/server/main.cjs')), join(folder, 'src/app.ts'));
    });
  }

  it('it stays as it is where there is no such file', () => {
    const url = 'webpack://program/src/gone.ts';
    assert.equal(sources.fileOf(url, join(folder, 'dist/main.cjs')), url);
  });

  it('a package’s own source is not taken for the application’s', () => {
    const script = join(folder, 'node_modules/a/dist/main.js');
    assert.equal(sources.fileOf('webpack://a/src/app.ts', script), 'webpack://a/src/app.ts');
    assert.equal(sources.fileOf('webpack://a/lib/own.ts', script), join(folder, 'node_modules/a/lib/own.ts'));
  });

  it('a path and another URL stay as they are', () => {
    for (const file of ['/srv/src/app.ts', 'https://a/src/app.ts']) {
      assert.equal(sources.fileOf(file, join(folder, 'dist/main.cjs')), file);
    }
  });
});
