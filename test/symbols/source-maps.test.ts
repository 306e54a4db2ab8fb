import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { CodePlace } from '../../src/symbols/code-place.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';

const CODE = 'function a(){}\n';

/** V8's place of the function in the script, which is where its parameters start. */
const LINE = 1;
const COLUMN = 11;

/** A map in which the script's start is line 3 of the first source, where its `a` was written as `written`. */
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

  /** Returns the place in the given file at which the function was written. */
  function written(file: string): CodePlace {
    return { function: 'written', file, line: 3, column: 11 };
  }

  describe('where the map is found', () => {
    it('a map beside the script is found', () => {
      const script = scriptOf(CODE, MAP);
      assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
    });

    it('a map is found where the last comment says', () => {
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
      it(`a map in the comment itself is read in ${encoding}`, () => {
        const script = scriptOf(`${CODE}//# sourceMappingURL=${url}`);
        assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
      });
    }

    it('a map beside the script is read, and none fetched, where the comment names another machine', () => {
      const comment = '//# sourceMappingURL=https://cdn.example/out.js.map\n';
      const script = scriptOf(CODE + comment, MAP);
      assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
      assert.equal(placeIn(scriptOf(CODE + comment)), undefined);
    });

    it('a map beside the script is read where the last comment is only text of the program', () => {
      for (const text of ['"//# sourceMappingURL="+a', "'//# sourceMappingURL=a.map'", '`//# sourceMappingURL=${a}`']) {
        const script = scriptOf(`${CODE}${text}\n`, MAP);
        assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')), text);
      }
    });

    it('a map is read once and still answers when its files are gone', () => {
      const script = scriptOf(CODE, MAP);
      const first = placeIn(script);
      rmSync(dirname(script), { recursive: true });
      assert.ok(first !== undefined);
      assert.deepEqual(placeIn(script), first);
    });

    it('a map that was missing is not looked for again', () => {
      const script = scriptOf(CODE);
      assert.equal(placeIn(script), undefined);
      writeFileSync(`${script}.map`, JSON.stringify(MAP));
      assert.equal(placeIn(script), undefined);
      assert.notEqual(new SourceMaps().originalPlace(script, LINE, COLUMN, 'a'), undefined);
    });
  });

  describe('which file a map names', () => {
    for (const { title, sources, sourceRoot, file } of [
      { title: 'a map names a source relative to itself', sources: ['../src/a.ts'], file: '../src/a.ts' },
      {
        title: 'a map names a source below its sourceRoot',
        sources: ['a.ts'],
        sourceRoot: '../src',
        file: '../src/a.ts',
      },
      { title: 'a map names a source whose path has spaces', sources: ['../my%20code/a.ts'], file: '../my code/a.ts' },
    ]) {
      it(title, () => {
        const script = scriptOf(CODE, { ...MAP, sources, ...(sourceRoot === undefined ? {} : { sourceRoot }) });
        assert.deepEqual(placeIn(script), written(join(dirname(script), file)));
      });
    }

    for (const { title, sources, sourceRoot, file } of [
      { title: 'a map names a source by its absolute path', sources: ['/srv/app/a.ts'], file: '/srv/app/a.ts' },
      {
        title: 'a map names a source below an absolute sourceRoot',
        sources: ['a.ts'],
        sourceRoot: '/srv/app/',
        file: '/srv/app/a.ts',
      },
      {
        title: 'a map names a source by its file URL, which becomes a path',
        sources: ['file:///srv/my%20app/a.ts'],
        file: '/srv/my app/a.ts',
      },
      {
        title: 'a map names a source by its URL, which stays as it is',
        sources: ['webpack://app/src/a.ts'],
        file: 'webpack://app/src/a.ts',
      },
      {
        title: 'a map names a source below a URL as sourceRoot',
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

    it('each section of a map answers from its line of the script on', () => {
      const other = { ...MAP, sources: ['/srv/other.ts'], names: ['other'], mappings: 'AAAA,SAASA' };
      const script = scriptOf(CODE + CODE, {
        version: 3,
        sections: [
          { offset: { line: 0, column: 0 }, map: MAP },
          { offset: { line: 1, column: 0 }, map: other },
        ],
      });
      assert.deepEqual(placeIn(script), written(join(dirname(script), 'written.ts')));
      assert.deepEqual(placeIn(script, 2), { function: 'other', file: '/srv/other.ts', line: 1, column: 11 });
    });

    it('a map answers for a script’s top level only where it has one source', () => {
      const script = scriptOf(CODE, MAP);
      const file = join(dirname(script), 'written.ts');
      assert.deepEqual(maps.originalPlace(script, 1, 1, ''), { function: '', file, line: 1, column: 1 });
      const bundle = scriptOf(CODE, { ...MAP, sources: ['a.ts', 'b.ts'] });
      assert.equal(maps.originalPlace(bundle, 1, 1, ''), undefined);
    });
  });

  describe('a map or place without an answer', () => {
    for (const { title, map } of [
      { title: 'a map that is missing gives no place', map: undefined },
      { title: 'an empty map gives no place', map: '' },
      { title: 'a map that is not JSON gives no place', map: '{"version": 3, "sour' },
      { title: 'a map that is JSON of something else gives no place', map: '[1, 2, 3]' },
      { title: 'a map that is null gives no place', map: 'null' },
      { title: 'a map without mappings gives no place', map: { ...MAP, mappings: undefined } },
      { title: 'a map whose mappings are not text gives no place', map: { ...MAP, mappings: 5 } },
      { title: 'a map with empty mappings gives no place', map: { ...MAP, mappings: '' } },
      { title: 'a map without mappings for the line gives no place', map: { ...MAP, mappings: ';AAEA' } },
      { title: 'a map without mappings before the column gives no place', map: { ...MAP, mappings: 'oBAEA' } },
      { title: 'a mapping to no source gives no place', map: { ...MAP, mappings: 'A' } },
      { title: 'a mapping to a source that the map lacks gives no place', map: { ...MAP, mappings: 'ASAA' } },
      { title: 'a mapping to a negative source gives no place', map: { ...MAP, mappings: 'ADAA' } },
      { title: 'a map whose sources are null gives no place', map: { ...MAP, sources: null } },
      { title: 'a source that is null gives no place', map: { ...MAP, sources: [null] } },
      {
        title: 'a source that is null below a sourceRoot gives no place',
        map: { ...MAP, sources: [null], sourceRoot: '/srv' },
      },
      { title: 'an empty source gives no place', map: { ...MAP, sources: [''] } },
      { title: 'a map without sources gives no place', map: { ...MAP, sources: undefined } },
      { title: 'a map whose sections are not a list gives no place', map: { version: 3, sections: 'none' } },
      {
        title: 'a section without a map gives no place',
        map: { version: 3, sections: [{ offset: { line: 0, column: 0 } }] },
      },
    ]) {
      it(title, () => {
        assert.equal(placeIn(scriptOf(CODE, map)), undefined);
      });
    }

    it('a folder in place of a map gives no place', () => {
      const script = scriptOf(CODE);
      mkdirSync(`${script}.map`);
      assert.equal(placeIn(script), undefined);
    });

    for (const { title, reference } of [
      { title: 'a comment that names a missing file gives no place', reference: 'gone.map' },
      { title: 'a comment that names a folder gives no place', reference: '.' },
      { title: 'a comment that is not a URL gives no place', reference: '%E0%A4%A' },
      { title: 'a data URL that ends early gives no place', reference: dataUrl(MAP).slice(0, -20) },
      { title: 'a data URL without data gives no place', reference: 'data:application/json;base64,' },
      { title: 'a data URL without a comma gives no place', reference: 'data:application/json;base64' },
      { title: 'a data URL of another type gives no place', reference: 'data:text/plain,map' },
      { title: 'a data URL with a broken percent sign gives no place', reference: 'data:application/json,%7B%' },
    ]) {
      it(title, () => {
        assert.equal(placeIn(scriptOf(`${CODE}//# sourceMappingURL=${reference}\n`)), undefined);
      });
    }

    it('a script that is missing, a folder or not a path gives no place', () => {
      for (const script of [join(folder, 'gone.js'), folder, '', '[eval]', 'evalmachine.<anonymous>', 'a\0b']) {
        assert.equal(placeIn(script), undefined, script);
      }
    });

    it('a line or column that no script has gives no place', () => {
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

    it('mappings of arbitrary characters do not throw', () => {
      assert.doesNotThrow(() => placeIn(scriptOf(CODE, { ...MAP, mappings: '§§§§,,;!' })));
    });

    it('a source that is null in a section gives no place', () => {
      const section = { offset: { line: 0, column: 0 }, map: { ...MAP, sources: [null] } };
      assert.equal(placeIn(scriptOf(CODE, { version: 3, sections: [section] })), undefined);
    });

    it('a map without names gives the place with the script’s own name', () => {
      const script = scriptOf(CODE, { ...MAP, names: undefined });
      assert.deepEqual(placeIn(script), { ...written(join(dirname(script), 'written.ts')), function: 'a' });
    });
  });

  describe('the text of original files', () => {
    it('a map gives the text of its source once a place has been found in it', () => {
      const script = scriptOf(CODE, { ...MAP, sourcesContent: ['the text'] });
      const file = join(dirname(script), 'written.ts');
      assert.equal(maps.originalText(file), undefined);
      placeIn(script);
      assert.equal(maps.originalText(file), 'the text');
      assert.equal(maps.originalText(join(dirname(script), 'other.ts')), undefined);
    });

    for (const sourcesContent of [undefined, null, [], [null], [5], 5]) {
      it(`a map with ${JSON.stringify(sourcesContent)} for sourcesContent gives no text`, () => {
        const script = scriptOf(CODE, { ...MAP, sourcesContent });
        const file = placeIn(script)?.file ?? '';
        assert.equal(file, join(dirname(script), 'written.ts'));
        assert.equal(maps.originalText(file), undefined);
      });
    }
  });
});
