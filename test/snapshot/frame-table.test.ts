import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FrameTable } from '../../src/snapshot/frame-table.js';
import type { CodePlace, ScriptFunction } from '../../src/symbols/code-place.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';
import { type Call, profileOf, siteOf } from '../support/stack-profile.js';

const HANDLER: Call = ['handler', '/srv/app/server.js', 12];
const CACHE: Call = ['Cache.set', '/srv/app/node_modules/lru/index.js', 40];

function newTable(): FrameTable {
  return new FrameTable({ workingDirectory: '/srv/app' });
}

describe('a frame table', () => {
  it('a function without a name is called (anonymous), and is distinguished by its column', () => {
    assert.equal(siteOf(newTable(), ['', '/srv/app/server.js', 3, 0, 25]).site, '(anonymous) server.js:3:25');
  });

  it('a script that is a file URL has a plain path', () => {
    const site = siteOf(newTable(), ['load', 'file:///srv/app/my%20code/main.mjs', 8]);
    assert.equal(site.file, '/srv/app/my code/main.mjs');
    assert.equal(site.site, 'load my code/main.mjs:8');
  });

  it('a file URL that is not a path stays as it is, and so does any other URL', () => {
    assert.equal(siteOf(newTable(), ['f', 'file://elsewhere/%2F', 1]).file, 'file://elsewhere/%2F');
    assert.equal(siteOf(newTable(), ['f', 'evalmachine.<anonymous>', 1]).file, 'evalmachine.<anonymous>');
  });

  it('a module that is loaded again under another query is one place', () => {
    const table = newTable();
    const at = (query: string): unknown => siteOf(table, ['load', `file:///srv/app/main.mjs${query}`, 8]);
    assert.equal(at('?t=1'), at(''));
    assert.equal(at('?t=2#x'), at(''));
  });

  it('a path has forward slashes only', () => {
    const table = new FrameTable({ workingDirectory: 'C:\\srv\\app' });
    assert.equal(siteOf(table, ['f', 'C:\\srv\\app\\lib\\a.js', 2]).site, 'f lib/a.js:2');
  });

  it('a function has the same frame object in every profile', () => {
    const table = newTable();
    assert.equal(siteOf(table, HANDLER, CACHE), siteOf(table, CACHE, ['push']));
  });

  it('a frame is of bounded size, and long names that differ in their middle stay two', () => {
    const table = newTable();
    const long = (middle: string): string => `${'a'.repeat(50_000)}${middle}${'b'.repeat(50_000)}`;
    const one = siteOf(table, [long('x'), `data:text/javascript,${long('')}`, 3]);
    const other = siteOf(table, [long('y'), `data:text/javascript,${long('')}`, 3]);
    assert.notEqual(one.site, other.site);
    assert.ok(JSON.stringify(one).length < 2000);
    assert.equal(siteOf(newTable(), [long('x'), `data:text/javascript,${long('')}`, 3]).site, one.site);
  });

  it('a frame has nothing that a terminal obeys', () => {
    const frame = siteOf(newTable(), ['f\u001b[31m', '/srv/app/node_modules/p\u202e/a\n.js', 3]);
    assert.deepEqual(frame, {
      function: 'f\\u001b[31m',
      file: '/srv/app/node_modules/p\\u{202e}/a\\n.js',
      line: 3,
      column: 3,
      package: 'p\\u{202e}',
      site: 'f\\u001b[31m p\\u{202e}/a\\n.js:3',
    });
  });

  it('functions of one name are distinguished by their line', () => {
    const table = newTable();
    const other: Call = ['handler', '/srv/app/server.js', 99];
    assert.notEqual(siteOf(table, HANDLER), siteOf(table, other));
  });

  it('a frame table that is full drops the frames that have not been asked for the longest', () => {
    const table = new FrameTable({ workingDirectory: '/srv/app', memoryBytes: 1500 });
    const first = siteOf(table, HANDLER);
    assert.equal(siteOf(table, HANDLER), first, 'one site fits');
    for (let line = 1; line < 10; line += 1) siteOf(table, ['other', '/srv/app/other.js', line]);
    const again = siteOf(table, HANDLER);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });

  it('two copies of a package are two sites, whichever comes first', () => {
    const copies: Call[] = [
      ['log', '/srv/app/node_modules/debug/src/node.js', 10],
      ['log', '/srv/app/node_modules/a/node_modules/debug/src/node.js', 10],
      ['log', '/srv/app/node_modules/.pnpm/debug@4.3.4/node_modules/debug/src/node.js', 10],
    ];
    const sites = (table: FrameTable, calls: readonly Call[]): unknown[] =>
      calls.map((call) => siteOf(table, call)).map(({ site, file, package: name }) => [site, file, name]);
    const expected = [
      ['log debug/src/node.js:10', copies[0]?.[1], 'debug'],
      ['log a/node_modules/debug/src/node.js:10', copies[1]?.[1], 'debug'],
      ['log debug@4.3.4/src/node.js:10', copies[2]?.[1], 'debug'],
    ];
    assert.deepEqual(sites(newTable(), copies), expected);
    assert.deepEqual(sites(newTable(), copies.toReversed()), expected.toReversed());
  });

  it('files that share a short name are two sites', () => {
    const table = newTable();
    const [one, other] = ['/opt/one', '/opt/other'].map((folder) =>
      siteOf(table, ['log', `${folder}/node_modules/debug/a.js`, 1]),
    );
    assert.equal(one?.file, '/opt/one/node_modules/debug/a.js');
    assert.equal(other?.file, '/opt/other/node_modules/debug/a.js');
    assert.notEqual(one.site, other.site);
  });

  describe('a script that V8 has collected', () => {
    const timers: Call = ['listOnTimeout', 'node:internal/timers', 500, 3, 17];
    const made: Call = ['made', '/srv/app/made.js', 7, 70];
    const collected: Call = ['made', '', 0, 70];

    it('a function keeps the place that it was seen at before', () => {
      const table = newTable();
      const site = siteOf(table, timers, made);
      assert.equal(siteOf(table, timers, collected, ['push']), site);
      assert.equal(siteOf(table, timers, collected), site, 'in every profile from then on');
    });

    it('a function that was never seen before has its name and counts by itself', () => {
      assert.deepEqual(siteOf(newTable(), timers, collected, ['push']), {
        site: 'made <unnamed script>',
        function: 'made',
        file: '<unnamed script>',
        line: 0,
        column: 0,
        package: null,
      });
      assert.equal(siteOf(newTable(), timers, ['', '', 0, 70]).site, '(anonymous) <unnamed script>');
    });

    it('a function that was never seen before is generated code where the program calls it, and not the caller’s', () => {
      assert.equal(siteOf(newTable(), HANDLER, collected).site, 'made <generated code>');
      assert.equal(
        siteOf(newTable(), HANDLER, timers, collected).site,
        'handler server.js:12',
        'Node may have made it',
      );
    });

    it('a node that V8 numbers like another one in its next run does not get the place of that', () => {
      const table = newTable();
      siteOf(table, timers, made);
      assert.equal(siteOf(table, timers, ['other', '', 0, 71]).site, 'other <unnamed script>');
    });

    it('a place is forgotten when a profile has not had its node', () => {
      const table = newTable();
      siteOf(table, timers, made);
      siteOf(table, timers);
      assert.equal(siteOf(table, timers, collected).site, 'made <unnamed script>');
    });
  });

  describe('the functions of scripts with maps', () => {
    /** Maps that note what they are asked, and know no place. */
    class NotedMaps extends SourceMaps {
      readonly asked: Array<readonly [script: string, functions: number]> = [];

      override originalPlaces(
        script: string,
        functions: readonly ScriptFunction[],
        isLate: () => boolean,
      ): ReadonlyArray<CodePlace | undefined> {
        this.asked.push([script, functions.length]);
        return super.originalPlaces(script, functions, isLate);
      }
    }

    const calls: Call[] = [1, 2, 1, 3].flatMap((line): Call[] => [
      ['f', '/srv/app/a.js', line],
      ['g', '/srv/app/b.js', line],
    ]);

    it('they are looked up script by script, and each once', () => {
      const sourceMaps = new NotedMaps();
      const table = new FrameTable({ workingDirectory: '/srv/app', sourceMaps });
      table.framesOf(profileOf(...calls));
      table.framesOf(profileOf(...calls));
      assert.deepEqual(sourceMaps.asked, [
        ['/srv/app/a.js', 3],
        ['/srv/app/b.js', 3],
      ]);
    });

    it('those of a profile that was prepared are known', async () => {
      const sourceMaps = new NotedMaps();
      const table = new FrameTable({ workingDirectory: '/srv/app', sourceMaps });
      await table.prepare(profileOf(...calls));
      assert.equal(sourceMaps.asked.length, 2);
      const frames = table.framesOf(profileOf(...calls));
      assert.equal(frames.at(-1)?.site, 'g b.js:3');
      assert.equal(sourceMaps.asked.length, 2);
    });
  });
});
