import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CodePlace, plainPath, SourceMaps } from '../../src/symbols/source-maps.js';

const CODE = 'function a(){}\n';

/** V8's place of the function in it: its parameters. */
const LINE = 1;
const COLUMN = 11;

/** The script's start is line 3 of the first source; its `a` was written as `written` there. */
const MAP = { version: 3, sources: ['written.ts'], names: ['written'], mappings: 'AAEA,SAASA' };

describe('a source map', () => {
  let folder = '';
  let maps = new SourceMaps();
  let scripts = 0;

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'heapgauge-source-maps-')));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    maps = new SourceMaps();
  });

  /** Writes a script, and its map beside it. */
  function scriptOf(code: string, map?: unknown): string {
    scripts += 1;
    const script = join(folder, `${scripts}/dist/out.js`);
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, code);
    if (map !== undefined) writeFileSync(`${script}.map`, typeof map === 'string' ? map : JSON.stringify(map));
    return script;
  }

  function placeIn(script: string, line = LINE, column = COLUMN): CodePlace | undefined {
    return maps.originalPlace(script, line, column, 'a');
  }

  function dataUrl(map: object): string {
    return `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  }

  /** The place in the given file. */
  function written(file: string): CodePlace {
    return { function: 'written', file, line: 3 };
  }

  describe('is found', () => {
    it('beside the script', () => {
      const script = scriptOf(CODE, MAP);
      assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
    });

    it('where the last comment says', () => {
      const script = scriptOf(`${CODE}//# sourceMappingURL=gone.map\n//# sourceMappingURL=../maps/the%20map.json\n`);
      mkdirSync(join(dirname(script), '../maps'));
      writeFileSync(join(dirname(script), '../maps/the map.json'), JSON.stringify(MAP));
      assert.deepEqual(placeIn(script), written(join(dirname(script), '../maps/written.ts')));
    });

    for (const { encoding, url } of [
      { encoding: 'base64', url: dataUrl(MAP) },
      {
        encoding: 'base64 with a character set',
        url: dataUrl(MAP).replace(';base64', ';charset=utf-8;base64'),
      },
      { encoding: 'percent signs', url: `data:application/json,${encodeURIComponent(JSON.stringify(MAP))}` },
    ]) {
      it(`in the comment itself, in ${encoding}`, () => {
        const script = scriptOf(`${CODE}//# sourceMappingURL=${url}`);
        assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
      });
    }

    it('beside the script where the comment names another machine, which nobody asks', () => {
      const comment = '//# sourceMappingURL=https://cdn.example/out.js.map\n';
      const script = scriptOf(CODE + comment, MAP);
      assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
      assert.equal(placeIn(scriptOf(CODE + comment)), undefined);
    });

    it('beside the script where the last comment is only text of the program', () => {
      for (const text of ['"//# sourceMappingURL="+a', "'//# sourceMappingURL=a.map'", '`//# sourceMappingURL=${a}`']) {
        const script = scriptOf(`${CODE}${text}\n`, MAP);
        assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')), text);
      }
    });

    it('once: it answers when its files are gone', () => {
      const script = scriptOf(CODE, MAP);
      const first = placeIn(script);
      rmSync(dirname(script), { recursive: true });
      assert.ok(first !== undefined);
      assert.deepEqual(placeIn(script), first);
    });

    it('never again where it was missing', () => {
      const script = scriptOf(CODE);
      assert.equal(placeIn(script), undefined);
      writeFileSync(`${script}.map`, JSON.stringify(MAP));
      assert.equal(placeIn(script), undefined);
      assert.notEqual(new SourceMaps().originalPlace(script, LINE, COLUMN, 'a'), undefined);
    });
  });

  describe('names files', () => {
    for (const { title, sources, sourceRoot, file } of [
      { title: 'relative to itself', sources: ['../src/a.ts'], file: '../src/a.ts' },
      { title: 'below its sourceRoot', sources: ['a.ts'], sourceRoot: '../src', file: '../src/a.ts' },
      { title: 'with spaces', sources: ['../my%20code/a.ts'], file: '../my code/a.ts' },
    ]) {
      it(title, () => {
        const script = scriptOf(CODE, { ...MAP, sources, ...(sourceRoot === undefined ? {} : { sourceRoot }) });
        assert.deepEqual(placeIn(script), written(join(dirname(script), file)));
      });
    }

    for (const { title, sources, sourceRoot, file } of [
      { title: 'with an absolute path', sources: ['/srv/app/a.ts'], file: '/srv/app/a.ts' },
      { title: 'with an absolute sourceRoot', sources: ['a.ts'], sourceRoot: '/srv/app/', file: '/srv/app/a.ts' },
      { title: 'with a file URL', sources: ['file:///srv/my%20app/a.ts'], file: '/srv/my app/a.ts' },
      { title: 'with a URL, kept as it is', sources: ['webpack://app/src/a.ts'], file: 'webpack://app/src/a.ts' },
      {
        title: 'below a URL as sourceRoot',
        sources: ['src/a.ts'],
        sourceRoot: 'webpack://app',
        file: 'webpack://app/src/a.ts',
      },
    ]) {
      it(title, () => {
        const script = scriptOf(CODE, { ...MAP, sources, ...(sourceRoot === undefined ? {} : { sourceRoot }) });
        assert.deepEqual(placeIn(script), written(file));
      });
    }

    it('in sections, each from a line of the script on', () => {
      const other = { ...MAP, sources: ['/srv/other.ts'], names: ['other'], mappings: 'AAAA,SAASA' };
      const script = scriptOf(CODE + CODE, {
        version: 3,
        sections: [
          { offset: { line: 0, column: 0 }, map: MAP },
          { offset: { line: 1, column: 0 }, map: other },
        ],
      });
      assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
      assert.deepEqual(placeIn(script, 2), { function: 'other', file: '/srv/other.ts', line: 1 });
    });

    it('of a script’s top level where it is of one file', () => {
      const script = scriptOf(CODE, MAP);
      const file = join(dirname(script), 'written.ts');
      assert.deepEqual(maps.originalPlace(script, 1, 1, ''), { function: '', file, line: 1 });
      const bundle = scriptOf(CODE, { ...MAP, sources: ['a.ts', 'b.ts'] });
      assert.equal(maps.originalPlace(bundle, 1, 1, ''), undefined);
    });
  });

  describe('costs a blank and no exception', () => {
    for (const { title, map } of [
      { title: 'where it is missing', map: undefined },
      { title: 'where it is empty', map: '' },
      { title: 'where it is no JSON', map: '{"version": 3, "sour' },
      { title: 'where it is JSON of something else', map: '[1, 2, 3]' },
      { title: 'where it is null', map: 'null' },
      { title: 'without mappings', map: { ...MAP, mappings: undefined } },
      { title: 'with mappings that are no text', map: { ...MAP, mappings: 5 } },
      { title: 'with empty mappings', map: { ...MAP, mappings: '' } },
      { title: 'without mappings for the line', map: { ...MAP, mappings: ';AAEA' } },
      { title: 'without mappings before the column', map: { ...MAP, mappings: 'oBAEA' } },
      { title: 'with a mapping to no source', map: { ...MAP, mappings: 'A' } },
      { title: 'with a mapping to a source it does not have', map: { ...MAP, mappings: 'ASAA' } },
      { title: 'with a mapping to a negative source', map: { ...MAP, mappings: 'ADAA' } },
      { title: 'with sources that are null', map: { ...MAP, sources: null } },
      { title: 'with a source that is null', map: { ...MAP, sources: [null] } },
      { title: 'with a source that is null below a sourceRoot', map: { ...MAP, sources: [null], sourceRoot: '/srv' } },
      { title: 'with a source that is empty', map: { ...MAP, sources: [''] } },
      { title: 'without sources', map: { ...MAP, sources: undefined } },
      { title: 'with sections that are none', map: { version: 3, sections: 'none' } },
      { title: 'with a section without a map', map: { version: 3, sections: [{ offset: { line: 0, column: 0 } }] } },
    ]) {
      it(title, () => {
        assert.equal(placeIn(scriptOf(CODE, map)), undefined);
      });
    }

    it('where it is a folder', () => {
      const script = scriptOf(CODE);
      mkdirSync(`${script}.map`);
      assert.equal(placeIn(script), undefined);
    });

    for (const { title, reference } of [
      { title: 'where the comment names a file that is missing', reference: 'gone.map' },
      { title: 'where the comment names a folder', reference: '.' },
      { title: 'where the comment is no URL', reference: '%E0%A4%A' },
      { title: 'where a data URL ends early', reference: dataUrl(MAP).slice(0, -20) },
      { title: 'where a data URL has no data', reference: 'data:application/json;base64,' },
      { title: 'where a data URL has no comma', reference: 'data:application/json;base64' },
      { title: 'where a data URL is of another kind', reference: 'data:text/plain,map' },
      { title: 'where a data URL has a broken percent sign', reference: 'data:application/json,%7B%' },
    ]) {
      it(title, () => {
        assert.equal(placeIn(scriptOf(`${CODE}//# sourceMappingURL=${reference}\n`)), undefined);
      });
    }

    it('where the script is missing, a folder, or no path', () => {
      for (const script of [join(folder, 'gone.js'), folder, '', '[eval]', 'evalmachine.<anonymous>', 'a\0b']) {
        assert.equal(placeIn(script), undefined, script);
      }
    });

    it('at places no script has', () => {
      const script = scriptOf(CODE, MAP);
      for (const [line, column] of [
        [0, 1],
        [1, 0],
        [-1, -1],
        [1e9, 1],
        [NaN, NaN],
        [Infinity, 1],
        [1.5, 1],
      ] as const) {
        assert.equal(placeIn(script, line, column), undefined, `${line}:${column}`);
      }
    });

    it('with characters that are no mappings, whatever they are taken for', () => {
      assert.doesNotThrow(() => placeIn(scriptOf(CODE, { ...MAP, mappings: '§§§§,,;!' })));
    });

    it('with a source that is null in a section', () => {
      const section = { offset: { line: 0, column: 0 }, map: { ...MAP, sources: [null] } };
      assert.equal(placeIn(scriptOf(CODE, { version: 3, sections: [section] })), undefined);
    });

    it('for the name only, where it has none', () => {
      const script = scriptOf(CODE, { ...MAP, names: undefined });
      assert.deepEqual(placeIn(script), { ...written(join(dirname(script), 'written.ts')), function: 'a' });
    });
  });

  describe('carries the text of its files', () => {
    it('from the moment a place was found in it', () => {
      const script = scriptOf(CODE, { ...MAP, sourcesContent: ['the text'] });
      const file = join(dirname(script), 'written.ts');
      assert.equal(maps.originalText(file), undefined);
      placeIn(script);
      assert.equal(maps.originalText(file), 'the text');
      assert.equal(maps.originalText(join(dirname(script), 'other.ts')), undefined);
    });

    for (const sourcesContent of [undefined, null, [], [null], [5], 5]) {
      it(`or not: ${JSON.stringify(sourcesContent)}`, () => {
        const script = scriptOf(CODE, { ...MAP, sourcesContent });
        const file = placeIn(script)?.file ?? '';
        assert.equal(file, join(dirname(script), 'written.ts'));
        assert.equal(maps.originalText(file), undefined);
      });
    }
  });
});

describe('plainPath', () => {
  for (const { location, path } of [
    { location: 'file:///srv/my%20app/a.ts', path: '/srv/my app/a.ts' },
    { location: 'file://elsewhere/%2F', path: 'file://elsewhere/%2F' },
    { location: 'webpack://app/./a.ts', path: 'webpack://app/./a.ts' },
    { location: 'node:fs', path: 'node:fs' },
    { location: '/srv/a.js', path: '/srv/a.js' },
    { location: '', path: '' },
  ]) {
    it(`takes '${location}' for '${path}'`, () => {
      assert.equal(plainPath(location), path);
    });
  }
});
